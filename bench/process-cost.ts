import { readdir, readFile } from 'node:fs/promises';
import type { Cost } from './measure.ts';

/** Linux counts in this unit, whatever the kernel was built with. */
const TICK_MS = 10;

/** What a process that runs on and all below it used since they started. */
export async function costOfProcess(pid: number): Promise<Omit<Cost, 'wallMs'>> {
  const [stat, status, children] = await Promise.all([
    readFile(`/proc/${pid}/stat`, 'utf8'),
    readFile(`/proc/${pid}/status`, 'utf8'),
    childrenOf(pid),
  ]);
  // The name stands in brackets and may hold anything; times are fields 14 to 17: of its own, and of children that ended.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = fields.slice(11, 15).reduce((total, field) => total + Number(field), 0);
  const peakKib = Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0);
  const below = await Promise.all(children.map(costOfProcess));
  return {
    cpuMs: below.reduce((total, { cpuMs }) => total + cpuMs, ticks * TICK_MS),
    peakKib: Math.max(peakKib, ...below.map((cost) => cost.peakKib)),
  };
}

async function childrenOf(pid: number): Promise<readonly number[]> {
  const threads = await readdir(`/proc/${pid}/task`);
  const lists = threads.map((thread) =>
    readFile(`/proc/${pid}/task/${thread}/children`, 'utf8').catch(() => ''),
  );
  return (await Promise.all(lists)).join(' ').split(' ').filter(Boolean).map(Number);
}
