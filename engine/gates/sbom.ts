import { oneLine } from '../failures.ts';
import { shortDigest } from '../oci/digest.ts';
import { fileChunks } from './file-chunks.ts';
import type { Gate, GateContext, GateOutcome } from './gate.ts';
import { count, nameSome } from './name-some.ts';
import { KEY_NAMES, keysOf, NO_KEYS } from './named-keys.ts';
import { PATH_PATTERN } from './path-pattern.ts';
import type { LicenceRules } from './sbom/licences.ts';
import { type PackageRules, startPackageTally } from './sbom/package-tally.ts';
import { readSbom } from './sbom/read-sbom.ts';
import type { SbomHead } from './sbom/sbom-format.ts';
import { bind, boundTo } from './scan/binding.ts';
import { findFiles } from './workspace-files.ts';

export interface SbomSettings {
  readonly file?: string;
  readonly keys?: readonly string[];
  readonly platforms?: 'all' | 'any';
  readonly unbound?: 'refuse' | 'accept';
  readonly licences?: LicenceRules & { readonly unknown?: 'refuse' | 'accept' };
}

const PREDICATES = /^https:\/\/(?:spdx\.dev\/Document|cyclonedx\.org\/bom)(?:\/v?\d[\d.]*)?$/;
const LICENCES = {
  type: 'array',
  minItems: 1,
  uniqueItems: true,
  items: { type: 'string', pattern: '\\S', patternErrorMessage: 'must be an SPDX licence' },
};
const REFUSE_OR_ACCEPT = { enum: ['refuse', 'accept'], default: 'refuse' };

/** A bill of materials of this very digest: attested and signed, or a file in the workspace. */
export const sbom: Gate<SbomSettings> = {
  kind: 'sbom',
  settings: {
    type: 'object',
    description: 'There is a bill of materials (SBOM) of this very digest, in SPDX or CycloneDX.',
    properties: {
      file: {
        ...PATH_PATTERN,
        description:
          'Path or pattern of files in the workspace; unless said, an attestation on the image that a known key signed.',
      },
      keys: {
        ...KEY_NAMES,
        description: 'Names of keys in `trust.keys` for the attestation; any of them unless said.',
      },
      platforms: {
        enum: ['all', 'any'],
        default: 'all',
        description: 'Whether every platform of the image needs a file, or one of them will do.',
      },
      unbound: {
        ...REFUSE_OR_ACCEPT,
        description: 'What to do with a file that does not say which image it describes.',
      },
      licences: {
        type: 'object',
        additionalProperties: false,
        required: ['deny'],
        properties: {
          deny: {
            ...LICENCES,
            description: 'SPDX identifiers, with * for any characters: GPL-3.0-only, AGPL-*.',
          },
          allow: {
            ...LICENCES,
            description: 'What is allowed though it is denied: GPL-2.0-only WITH *.',
          },
          unknown: {
            ...REFUSE_OR_ACCEPT,
            description: 'What to do with packages whose licence is not said, or is not in SPDX.',
          },
        },
        description:
          'Licences that no package may come under. Of `OR` one side that is allowed will do, of `AND` every side counts.',
      },
    },
  },

  evaluate(context, settings) {
    const { file } = settings;
    return file === undefined
      ? evaluateAttested(context, settings)
      : evaluateFiles(context, settings, file);
  },
};

async function evaluateAttested(
  { sources }: GateContext,
  settings: SbomSettings,
): Promise<GateOutcome> {
  const keys = keysOf(sources.trustedKeys, settings.keys);
  if (keys.length === 0) return NO_KEYS;
  const signed = (await sources.attestations(keys)).filter(
    ({ signers, predicateType = '' }) => signers.length > 0 && PREDICATES.test(predicateType),
  );
  if (signed.length === 0) {
    return fail(
      'The image has no SBOM that a known key attested.',
      'Attach one: syft scan repository@sha256:… -o spdx-json, then cosign attest --key … --type spdxjson --predicate ….',
    );
  }
  const read = signed.map(({ predicate, signers }, i) => {
    const name = `attestation ${i + 1} by ${nameSome(signers)}`;
    return readOne([Buffer.from(JSON.stringify(predicate ?? {}))], name, settings);
  });
  return judge(await Promise.all(read));
}

async function evaluateFiles(
  { sources, signal }: GateContext,
  settings: SbomSettings,
  pattern: string,
): Promise<GateOutcome> {
  const files = await findFiles(sources.workspace, [pattern]);
  if (files.length === 0) {
    return fail(
      `There is no SBOM \`${oneLine(pattern)}\` in the workspace.`,
      'Write it before this stage, on the same agent or with `unstash`: syft scan repository@sha256:… -o spdx-json=build/sbom.json.',
    );
  }
  const image = await sources.image();
  const seen = new Set<object>();
  const ours: SbomFinding[] = [];
  const others: string[] = [];
  for (const { path, location } of files) {
    const one = await readOne(fileChunks(location, signal), path, settings);
    const bound = bind(one.head, image);
    if (bound === 'foreign') {
      others.push(`\`${oneLine(path)}\` is of ${shortDigest(one.head.digests.at(-1) ?? '')}`);
    } else if (bound === 'unbound' && settings.unbound !== 'accept') {
      return fail(
        `\`${oneLine(path)}\` does not say which image it describes.`,
        'Have Syft or Trivy look at the image by its digest (repository@sha256:…), not by a tag; or set `unbound: accept` where the pipeline makes sure of it.',
      );
    } else {
      const { platforms } = bound === 'unbound' ? boundTo(image.platforms, image) : bound;
      for (const platform of platforms) seen.add(platform);
      ours.push(one);
    }
  }
  if (ours.length === 0) {
    return fail(
      `No SBOM is of ${shortDigest(image.digest)}: ${nameSome(others, '; ')}.`,
      `Have it made of this very image: …@${image.digest}.`,
    );
  }
  const unseen = image.platforms.filter((one) => !seen.has(one)).map(({ platform }) => platform);
  if (unseen.length > 0 && settings.platforms !== 'any') {
    return fail(
      `No SBOM is of ${nameSome(unseen)}, which the image comes for, too.`,
      'Write one for every platform (--platform), or set `platforms: any`.',
    );
  }
  return judge(ours);
}

interface SbomFinding {
  readonly name: string;
  readonly head: SbomHead;
  readonly packages: number;
  readonly problems: readonly string[];
}

async function readOne(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  name: string,
  { licences }: SbomSettings,
): Promise<SbomFinding> {
  const rules: PackageRules | undefined = licences && { unknown: 'refuse', ...licences };
  const tally = startPackageTally(rules);
  const head = await readSbom(chunks, name, (one) => tally.add(one));
  return { name: oneLine(name), head, packages: tally.packages(), problems: tally.problems() };
}

function judge(found: readonly SbomFinding[]): GateOutcome {
  const broken = found.find(({ head, packages }) => head.problem !== undefined || packages === 0);
  if (broken !== undefined) {
    return fail(
      `The SBOM ${broken.name} cannot be used: ${broken.head.problem ?? 'it lists no package'}.`,
      'Look into the log of the tool that wrote it, and have it written again.',
    );
  }
  const problems = found.flatMap(({ name, problems: of }) => of.map((one) => `${name}: ${one}`));
  if (problems.length > 0) {
    return fail(
      `Licences: ${nameSome(problems, '; ')}.`,
      'Replace these packages; or name what is fine in `licences.allow`, and set `licences.unknown: accept` where unknown ones are.',
    );
  }
  const each = found.map(
    ({ name, head, packages }) =>
      `${name} (${oneLine(head.form, 40)}) lists ${count(packages, 'package')}`,
  );
  return { outcome: 'pass', because: `The SBOM ${nameSome(each, '; ')}.` };
}

function fail(because: string, remedy: string): GateOutcome {
  return { outcome: 'fail', because, remedy };
}
