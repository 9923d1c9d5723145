import { cpus, release, totalmem } from 'node:os';
import type { Scenario } from './scenarios/scenario.ts';
import type { Run, Stored } from './stage.ts';
import { AT_A_TIME } from './tools/peer.ts';

/** What a table stands under. */
type Titled = Pick<Scenario, 'name' | 'summary'>;

/** All runs of one tool in one scenario. */
export interface Row {
  readonly scenario: Titled;
  readonly tool: string;
  readonly direct: readonly Run[];
  readonly delayed: readonly Run[];
}

export interface Circumstances {
  readonly rounds: number;
  readonly latencyMs: number;
  /** Load average of the last minute before the first run: near 0 on a machine that does nothing else. */
  readonly loadBefore: number;
  /** Tool to version. */
  readonly versions: ReadonlyMap<string, string>;
  /** Tools that this machine does not have or cannot run. */
  readonly absent: readonly string[];
  /** Paragraphs on single tools. */
  readonly notes: readonly string[];
}

/** The page of results: one table a scenario, each number set against that of the first tool. */
export function writeResults(rows: readonly Row[], circumstances: Circumstances): string {
  const scenarios = [...new Set(rows.map((row) => row.scenario))];
  const tables = scenarios.map((scenario) =>
    table(
      scenario,
      rows.filter((row) => row.scenario === scenario),
      circumstances.latencyMs,
    ),
  );
  return [preamble(circumstances), ...tables].join('\n');
}

function preamble({
  rounds,
  latencyMs,
  loadBefore,
  versions,
  absent,
  notes,
}: Circumstances): string {
  const names = [...versions].map(([name, version]) => `${name} ${version}`).join(', ');
  const missing =
    absent.length === 0
      ? ''
      : ` Not measured, as this machine lacks or cannot run it: ${absent.join(', ')}.`;
  const [cpu] = cpus();
  return `# Results

\`npm run bench\` on ${cpus().length} × ${cpu?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}, Node ${process.version}; load average before it ${loadBefore.toFixed(1)}.
${names}; registries: Debian's docker-registry with its files in memory.${missing}

Medians of ${rounds} runs, the tools in turn, another one first in each round, new registries for every run. *Direct* is over loopback; *+${latencyMs} ms* goes through a
proxy that adds one round trip to each request, hands bodies on within the kernel, and counts requests and bytes of bodies, both registries together. CPU is user and system time of the tool's
processes, memory the peak of its largest one (GNU time), the larger of the two ways. A tool that takes one image per run is run ${AT_A_TIME} at a time for a set.
In brackets: how many times that of the first row.
${notes.map((note) => `\n${note}\n`).join('')}`;
}

const COLUMNS: readonly {
  readonly title: (latencyMs: number) => string;
  readonly value: (row: Row) => number;
  readonly digits: number;
}[] = [
  {
    title: () => 'direct, s',
    value: (row) => median(row.direct, (run) => run.wallMs) / 1000,
    digits: 2,
  },
  {
    title: (ms) => `+${ms} ms, s`,
    value: (row) => median(row.delayed, (run) => run.wallMs) / 1000,
    digits: 2,
  },
  {
    title: () => 'CPU direct, s',
    value: (row) => median(row.direct, (run) => run.cpuMs) / 1000,
    digits: 2,
  },
  {
    title: () => 'memory, MiB',
    value: (row) => largest(row, (run) => run.peakKib) / 1024,
    digits: 0,
  },
  {
    title: () => 'requests',
    value: (row) => median(row.delayed, (run) => run.requests ?? 0),
    digits: 0,
  },
  {
    title: () => 'moved, MiB',
    value: (row) => median(row.delayed, (run) => run.movedMib ?? 0),
    digits: 2,
  },
];

function table({ name, summary }: Titled, rows: readonly Row[], latencyMs: number): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const lines = [
    line(['', ...COLUMNS.map((column) => column.title(latencyMs))]),
    line(['---', ...COLUMNS.map(() => '---:')]),
    ...rows.map((row) =>
      line([
        row.tool,
        ...COLUMNS.map(({ value, digits }) => {
          const [mine, first] = [value(row), value(rows[0] ?? row)];
          const isFirstNothing = Number(first.toFixed(digits)) === 0;
          const ratio = row === rows[0] || isFirstNothing ? '' : ` (${(mine / first).toFixed(1)})`;
          return `${mine.toFixed(digits)}${ratio}`;
        }),
      ]),
    ),
  ];
  return [`## ${name}`, summary, '', ...lines, '', ...rows.flatMap(changes)].join('\n');
}

/** What its last run left under the tags, where that is not what it was given. */
function changes({ tool, delayed }: Row): readonly string[] {
  const sentences = (delayed.at(-1)?.changes ?? []).map(
    ({ before, after }) => `*${tool}* was given ${describe(before)} and left ${describe(after)}.`,
  );
  return sentences.length === 0 ? [] : [...sentences, ''];
}

const describe = ({ digest, isIndex }: Stored) =>
  `${isIndex ? 'the index' : 'the single image'} \`${digest.slice(0, 19)}…\``;

const largest = (row: Row, value: (run: Run) => number) =>
  Math.max(median(row.direct, value), median(row.delayed, value));

function median(runs: readonly Run[], value: (run: Run) => number): number {
  const sorted = runs.map(value).sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}
