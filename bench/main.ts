import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { answers, playAnswers } from './answers/play-answers.ts';
import { playRecords, records } from './records/play-records.ts';
import { type Row, writeResults } from './results.ts';
import { scenarios } from './scenarios/index.ts';
import type { Scenario } from './scenarios/scenario.ts';
import { type Run, setStage } from './stage.ts';
import { tools } from './tools/index.ts';
import type { Tool } from './tools/tool.ts';

const LATENCY_MS = 20;

/** `[--rounds N] [--only scenario]… [--to file]`: measures all tools that are there and writes the page of results. Needs GNU time (Debian's `time`). */
export async function main(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      rounds: { type: 'string', default: '5' },
      only: { type: 'string', multiple: true },
      to: { type: 'string', default: 'bench/RESULTS.md' },
    },
  });
  const rounds = Number(values.rounds);
  const [loadBefore = 0] = loadavg();
  const isChosen = ({ name }: { readonly name: string }) => values.only?.includes(name) ?? true;
  const chosen = scenarios.filter(isChosen);
  if (chosen.length === 0 && ![records, answers].some(isChosen))
    throw new Error(`No such scenario: ${values.only?.join()}`);
  const versions = new Map<string, string>();
  const absent: string[] = [];
  for (const tool of tools) {
    const version = await tool.version();
    if (version !== undefined) versions.set(tool.name, version);
    else absent.push(tool.name);
  }
  const present = tools.filter(({ name }) => versions.has(name));

  const rows: Row[] = [];
  for (const scenario of chosen) rows.push(...(await playScenario(scenario, present, rounds)));
  if (isChosen(records))
    rows.push(...(await playRecords([...versions.keys()], rounds, LATENCY_MS)));
  if (isChosen(answers))
    rows.push(...(await playAnswers([...versions.keys()], rounds, LATENCY_MS)));
  const notes = present.flatMap(({ about }) => about ?? []);
  const circumstances = { rounds, latencyMs: LATENCY_MS, loadBefore, versions, absent, notes };
  const page = writeResults(rows, circumstances);
  await writeFile(values.to, page);
  process.stdout.write(page);
}

async function playScenario(
  scenario: Scenario,
  present: readonly Tool[],
  rounds: number,
): Promise<Row[]> {
  const folder = await mkdtemp(join('/dev/shm', 'promote-image-bench-'));
  try {
    const stage = await setStage(scenario, folder);
    const measured = present.filter(({ scenarios }) => scenarios?.includes(scenario.name) ?? true);
    const runs = measured.map((tool) => ({ tool, direct: [] as Run[], delayed: [] as Run[] }));
    for (let round = 1; round <= rounds; round += 1) {
      process.stderr.write(`${scenario.name}: round ${round} of ${rounds}\n`);
      // Another one first each time: what runs before leaves its traces.
      const first = round % runs.length;
      for (const { tool, direct, delayed } of [...runs.slice(first), ...runs.slice(0, first)]) {
        direct.push(await stage.run(tool, 0));
        delayed.push(await stage.run(tool, LATENCY_MS));
      }
    }
    return runs.map(({ tool, direct, delayed }) => ({
      scenario,
      tool: tool.name,
      direct,
      delayed,
    }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
