import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startDistribution3 } from '../../test/support/servers/distribution-3.ts';
import { measure } from '../measure.ts';
import { startLatencyProxy } from '../proxy/latency-proxy.ts';
import type { Row } from '../results.ts';
import type { Run } from '../stage.ts';
import { AT_A_TIME } from '../tools/peer.ts';
import { promotionYaml, publishBuilds, publishServices } from './publish-answers.ts';
import { aboutOne, aboutSet, type Question } from './questions.ts';

const run = promisify(execFile);

export const answers = {
  name: 'answers',
  summary: `questions about a repository with 1,000 images under 10,500 tags, records among them, on distribution 3, one server for all runs; by the built bundle. *regctl* and *skopeo* answer
the first alone, as far as tags can: which build \`latest-qa\` is, by the digests of all builds, ${AT_A_TIME} at a time.`,
};

const answersOfSet = {
  name: 'answers-set',
  summary: 'the same of 100 images in two environments each, in one run',
};

/** Asks each question whose tool is there. */
export async function playAnswers(
  present: readonly string[],
  rounds: number,
  latencyMs: number,
): Promise<readonly Row[]> {
  const folder = await mkdtemp(join('/dev/shm', 'promote-image-bench-'));
  const root = join(folder, 'registry');
  const server = await startDistribution3({
    env: { REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY: root },
  });
  try {
    await publishBuilds(server.url, root);
    const names = await publishServices(server.url);
    const ask = { url: server.url, folder: join(folder, 'work'), names };
    const rows = [
      ...aboutOne.map((question) => ({ question, scenario: answers })),
      ...aboutSet.map((question) => ({ question, scenario: answersOfSet })),
    ]
      .filter(({ question: { tool } }) => tool === undefined || present.includes(tool))
      .map((row) => ({ ...row, direct: [] as Run[], delayed: [] as Run[] }));
    for (const { question } of rows) await check(question, ask);
    for (let round = 1; round <= rounds; round += 1) {
      process.stderr.write(`${answers.name}: round ${round} of ${rounds}\n`);
      for (const { question, direct, delayed } of rows) {
        direct.push(await askOnce(question, ask, 0));
        delayed.push(await askOnce(question, ask, latencyMs));
      }
    }
    return rows.map(({ question, ...row }) => ({ ...row, tool: question.name }));
  } finally {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Asking {
  readonly url: string;
  /** Laid out anew for each question. */
  readonly folder: string;
  /** Images of the set. */
  readonly names: readonly string[];
}

/** @returns the command line */
async function layOut({ script }: Question, { url, folder, names }: Asking) {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'promotion.yaml'), promotionYaml(url));
  await writeFile(join(folder, 'release.txt'), `${names.join('\n')}\n`);
  return ['sh', '-ec', `cd ${folder}\n${script(new URL(url).host)}`] as const;
}

/** A way that finds less than there is would be quick. */
async function check(question: Question, asking: Asking): Promise<void> {
  const [program, ...args] = await layOut(question, asking);
  const env = { PATH: process.env['PATH'], HOME: asking.folder };
  const { stdout } = await run(program, args, { env, maxBuffer: 2 ** 26 });
  const [pattern, wanted] = question.shows;
  const found = stdout.match(pattern)?.length ?? 0;
  if (found !== wanted)
    throw new Error(`${question.name} shows ${found} of ${wanted}:\n${stdout.slice(0, 2000)}`);
}

async function askOnce(question: Question, asking: Asking, latencyMs: number): Promise<Run> {
  const proxy = latencyMs === 0 ? undefined : await startLatencyProxy(asking.url, latencyMs);
  try {
    const command = await layOut(question, { ...asking, url: proxy?.url ?? asking.url });
    const cost = await measure(command, asking.folder);
    const traffic = await proxy?.traffic();
    return { ...cost, requests: undefined, movedMib: undefined, ...traffic, changes: [] };
  } finally {
    await proxy?.close();
    await rm(asking.folder, { recursive: true, force: true });
  }
}
