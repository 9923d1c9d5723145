import { oneLine } from '../../failures.ts';
import { shortDigest } from '../../oci/digest.ts';
import type { ImageFacts } from '../../registry/image-facts.ts';
import { ageProblem } from '../age-limit.ts';
import { nameSome } from '../name-some.ts';
import { type Bound, bind, boundTo } from './binding.ts';
import type { Report } from './read-report.ts';

/** What is wrong, in words, and what to do about it. */
export interface Problem {
  readonly because: string;
  readonly remedy: string;
}

export interface BoundReport {
  readonly report: Report;
  readonly bound: Bound;
}

/** The reports of this image; those of other images are left out, but where there is no other. */
export function selectBound(
  reports: readonly Report[],
  image: ImageFacts,
  unbound: 'refuse' | 'accept',
): readonly BoundReport[] | Problem {
  const bindings = reports.map((report) => ({ report, bound: bind(report, image) }));
  // One that was cut short may have lost its digests with the rest: that is said of it then.
  const nameless = bindings
    .filter(({ report, bound }) => bound === 'unbound' && report.problem === undefined)
    .map(({ report }) => report);
  if (nameless.length > 0 && unbound === 'refuse') return unboundProblem(nameless);
  const ours = bindings.flatMap(({ report, bound }) => {
    if (bound === 'foreign') return [];
    if (bound !== 'unbound') return [{ report, bound }];
    return [{ report, bound: boundTo(image.platforms, image) }];
  });
  if (ours.length > 0) return ours;
  const foreign = reports.map(
    ({ path, digests, mentioned = [] }) =>
      `\`${oneLine(path)}\` is of ${shortDigest(digests.at(-1) ?? mentioned[0] ?? '')}`,
  );
  return {
    because: `No report is of ${shortDigest(image.digest)}: ${nameSome(foreign, '; ')}.`,
    remedy: `Scan this very image, by its digest: …@${image.digest}.`,
  };
}

function unboundProblem(reports: readonly Report[]): Problem {
  const [first] = reports;
  const paths = nameSome(reports.map(({ path }) => `\`${oneLine(path)}\``));
  return {
    because: `${paths} by ${oneLine(first?.tool ?? '', 40)} does not say which image was scanned.`,
    remedy:
      'Use the JSON of Trivy or Grype, which names the digest, on an image in a registry; or set `unbound: accept` where the pipeline makes sure of it.',
  };
}

/** Why a report is not to be believed: it was not finished, saw nothing, or is old. */
export function problemOf(
  { path, tool, problem, isWithoutPackages, writtenAt }: Report,
  settings: { readonly notOlderThan?: string; readonly withoutPackages?: 'refuse' | 'accept' },
  now: Date,
): Problem | undefined {
  const name = `\`${oneLine(path)}\` by ${oneLine(tool, 40)}`;
  if (problem !== undefined) {
    return {
      because: `${name} cannot be used: ${oneLine(problem)}.`,
      remedy: 'Look into the log of the scanner, repair it, and scan the image again.',
    };
  }
  if (isWithoutPackages === true && settings.withoutPackages !== 'accept') {
    return {
      because: `${name} lists no package of the image, so there was nothing to find vulnerabilities in.`,
      remedy:
        'Check that the scanner looked for vulnerabilities and knows this kind of image; for one that has no packages (FROM scratch), set `withoutPackages: accept`.',
    };
  }
  const { notOlderThan } = settings;
  const old = notOlderThan === undefined ? undefined : ageProblem(writtenAt, notOlderThan, now);
  if (old === undefined) return undefined;
  return {
    because: `${name} is not known to be at most ${notOlderThan} old: ${old.why}.`,
    remedy: 'Scan the image again, with a current database, and run this stage again.',
  };
}

/** Platforms of the image that no report is of. */
export function coverageProblem(
  reports: readonly BoundReport[],
  image: ImageFacts,
  wanted: 'all' | 'any',
): Problem | undefined {
  if (wanted === 'any') return undefined;
  const seen = new Set(reports.flatMap(({ bound }) => bound.platforms));
  const unseen = image.platforms.filter((one) => !seen.has(one));
  if (unseen.length === 0) return undefined;
  const names = nameSome(unseen.map(({ platform }) => platform));
  return {
    because: `No report is of ${names}, which the image comes for, too.`,
    remedy: `Scan every platform (--platform ${unseen[0]?.platform}) into a file of its own, or set \`platforms: any\`.`,
  };
}
