import { oneLine } from '../failures.ts';
import { AGE_LIMIT } from './age-limit.ts';
import type { Gate, GateContext, GateOutcome } from './gate.ts';
import { PATH_PATTERN } from './path-pattern.ts';
import { EXCEPTIONS, type Exception } from './scan/exceptions.ts';
import { readReport } from './scan/read-report.ts';
import { readVex } from './scan/read-vex.ts';
import {
  type BoundReport,
  coverageProblem,
  problemOf,
  selectBound,
} from './scan/report-problems.ts';
import { type Limits, SEVERITIES } from './scan/severity.ts';
import { describeExpired, MOST_NAMED, startTally } from './scan/tally.ts';
import { isCleared } from './scan/vex.ts';
import { findFiles } from './workspace-files.ts';

export interface ScanSettings {
  readonly report: string;
  readonly atMost: Limits;
  readonly onlyFixable?: boolean;
  readonly exceptions?: readonly Exception[];
  readonly vex?: readonly string[];
  readonly notOlderThan?: string;
  readonly platforms?: 'all' | 'any';
  readonly unbound?: 'refuse' | 'accept';
  readonly withoutPackages?: 'refuse' | 'accept';
}

const REFUSE_OR_ACCEPT = { enum: ['refuse', 'accept'], default: 'refuse' };
const LIMIT = { type: 'integer', minimum: 0, description: 'How many may be there.' };

/** Reports of vulnerability scanners about this very digest; each has to keep within the limits. */
export const scan: Gate<ScanSettings> = {
  kind: 'scan',
  settings: {
    type: 'object',
    description:
      'A vulnerability scanner has looked at this very digest, and found no more than allowed.',
    required: ['report', 'atMost'],
    properties: {
      report: {
        ...PATH_PATTERN,
        description:
          'Path or pattern of the reports in the workspace: JSON of Trivy or Grype, or SARIF, which is seen from the content.',
      },
      atMost: {
        type: 'object',
        minProperties: 1,
        additionalProperties: false,
        properties: Object.fromEntries(SEVERITIES.map((severity) => [severity, LIMIT])),
        description:
          'How many vulnerabilities a report may have, by severity. One that is not named has the limit of the next milder one that is; unknown ones have 0 unless named.',
      },
      onlyFixable: {
        type: 'boolean',
        default: false,
        description: 'Whether vulnerabilities that no version fixes are left out.',
      },
      exceptions: {
        ...EXCEPTIONS,
        description: 'Vulnerabilities that somebody answers for until a day.',
      },
      vex: {
        type: 'array',
        minItems: 1,
        items: PATH_PATTERN,
        description:
          'VEX documents in the workspace, OpenVEX or CycloneDX: what they call not affected, with a justification, or fixed is left out.',
      },
      notOlderThan: {
        ...AGE_LIMIT,
        description:
          'How old a report may be by its own word, for example 24h; one without a time fails.',
      },
      platforms: {
        enum: ['all', 'any'],
        default: 'all',
        description: 'Whether every platform of the image needs a report, or one of them will do.',
      },
      unbound: {
        ...REFUSE_OR_ACCEPT,
        description:
          'What to do with a report that does not say which image was scanned, such as SARIF of Grype: accepted, it is taken for one of this image.',
      },
      withoutPackages: {
        ...REFUSE_OR_ACCEPT,
        description: 'What to do with a report of Trivy that lists no package of the image.',
      },
    },
  },

  async evaluate(context, settings) {
    const { sources, now, signal } = context;
    const files = await findFiles(sources.workspace, [settings.report]);
    if (files.length === 0) {
      return {
        outcome: 'fail',
        because: `There is no report \`${oneLine(settings.report)}\` in the workspace.`,
        remedy:
          'Scan the image before this stage, on the same agent or with `unstash`, for example: trivy image --format json --output build/trivy.json.',
      };
    }
    const reports = [];
    for (const file of files) reports.push(await readReport(file, signal));
    const image = await sources.image();
    const ours = selectBound(reports, image, settings.unbound ?? 'refuse');
    if ('because' in ours) return { outcome: 'fail', ...ours };
    for (const { report } of ours) {
      const problem = problemOf(report, settings, now);
      if (problem !== undefined) return { outcome: 'fail', ...problem };
    }
    const uncovered = coverageProblem(ours, image, settings.platforms ?? 'all');
    if (uncovered !== undefined) return { outcome: 'fail', ...uncovered };
    return judge(ours, context, settings);
  },
};

/** Counts what the reports found, each for itself. */
async function judge(
  reports: readonly BoundReport[],
  { image, sources, now }: GateContext,
  { atMost, onlyFixable = false, exceptions = [], vex = [] }: ScanSettings,
): Promise<GateOutcome> {
  const statements = await readVex(sources.workspace, vex);
  const found: string[] = [];
  const over: string[] = [];
  for (const { report, bound } of reports) {
    const subject = { image, digests: bound.digests };
    const tally = startTally({
      atMost,
      onlyFixable,
      exceptions,
      isCleared: (finding) => isCleared(statements, finding, subject),
      now,
    });
    await report.visit((finding) => tally.add(finding));
    const title = `\`${oneLine(report.path)}\` by ${oneLine(report.tool, 40)}`;
    const ignored = report.ignored > 0 ? `, ${report.ignored} ignored by the scanner` : '';
    found.push(`${title}: ${tally.summary()}${ignored}.`);
    const tooMany = tally.overLimit(Math.ceil(MOST_NAMED / reports.length));
    if (tooMany.length > 0) {
      over.push(`${title} has ${tooMany.join('; ')}.${describeExpired(tally.expired())}`);
    }
  }
  if (over.length === 0) return { outcome: 'pass', because: some(found) };
  return {
    outcome: 'fail',
    because: some(over),
    remedy:
      'Update these packages and build again; or, where a finding does not matter, state that in `vex`, or have somebody answer for it in `exceptions`.',
  };
}

/** Sentences about several reports, the first eight of them. */
function some(sentences: readonly string[]): string {
  const more = sentences.length - MOST_NAMED;
  const rest = more > 0 ? [`And ${more} more of this kind.`] : [];
  return [...sentences.slice(0, MOST_NAMED), ...rest].join(' ');
}
