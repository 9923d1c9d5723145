import { withoutControls } from '../failures.ts';
import { type Diagnosis, edgesOf } from './diagnose.ts';
import type { CheckResult } from './run-checks.ts';

const WIDTH = 100;
const MARKS = { ok: 'ok', note: 'note', fail: 'FAIL', blocked: '-' } as const;
const MARK_WIDTH = 6;
const NAME_WIDTH = 20;

/** The diagnosis as a person reads it: 100 columns, no colour, no control characters. */
export function describeDiagnosis({ registries, environments }: Diagnosis): string {
  return [
    ...registries.flatMap(({ name, url, checks }) => [
      `Registry ${name}: ${url}`,
      ...describeChecks(checks),
    ]),
    ...environments.flatMap(({ name, from, repositories }) =>
      repositories.flatMap(({ repository, checks }) => [
        `Environment ${name}${from.length === 0 ? '' : ` (from ${from.join(', ')})`}: ${repository}`,
        ...describeChecks(checks),
      ]),
    ),
  ].join('\n');
}

/** What all of it comes to, in a sentence or two. */
export function summarise(diagnosis: Diagnosis): string {
  const edges = edgesOf(diagnosis);
  const named = (works: boolean) =>
    edges.filter((edge) => edge.works === works).map(({ from, to }) => `${from} → ${to}`);
  const results = [
    ...diagnosis.registries,
    ...diagnosis.environments.flatMap((one) => one.repositories),
  ].flatMap(({ checks }) => checks);
  const number = (outcome: CheckResult['outcome']) =>
    results.filter((result) => result.outcome === outcome).length;
  const counts = [
    ...(number('fail') > 0 ? [`${number('fail')} FAIL`] : []),
    ...(number('note') > 0 ? [counted(number('note'), 'note')] : []),
  ];
  const sentences = [
    ...(named(false).length > 0 ? [`Promotions would stop: ${named(false).join(', ')}.`] : []),
    ...(named(true).length > 0 ? [`Promotions would work: ${named(true).join(', ')}.`] : []),
    ...(counts.length > 0 ? [`${counts.join(', ')}.`] : []),
  ];
  return sentences.length > 0 ? sentences.join(' ') : 'Nothing stands in the way.';
}

/** Checks that were left out for the same reason share a line. */
function describeChecks(checks: readonly CheckResult[]): readonly string[] {
  const lines: string[] = [];
  for (let i = 0; i < checks.length; i += 1) {
    const result = checks[i];
    if (result === undefined) continue;
    if (result.outcome !== 'blocked') {
      const { check, outcome, finding } = result;
      lines.push(...entry(MARKS[outcome], check, finding));
      if ('remedy' in result) lines.push(...entry('', '', `→ ${result.remedy}`));
      continue;
    }
    const names = [result.check];
    for (let next = checks[i + 1]; isBlockedBy(next, result.by); next = checks[i + 1]) {
      names.push(next.check);
      i += 1;
    }
    lines.push(...wrap(`not asked, since ${result.by} failed: ${names.join(', ')}`, MARKS.blocked));
  }
  return lines;
}

function isBlockedBy(result: CheckResult | undefined, by: string): result is CheckResult {
  return result?.outcome === 'blocked' && result.by === by;
}

function entry(mark: string, name: string, text: string): readonly string[] {
  return wrap(text, `${mark.padEnd(MARK_WIDTH)}${name.padEnd(NAME_WIDTH)}`);
}

/** Breaks at spaces; lines after the first stand below the text. */
function wrap(text: string, before: string): readonly string[] {
  const start = `  ${before.padEnd(MARK_WIDTH)}`;
  const lines: string[] = [];
  let line = '';
  for (const word of clean(text).split(' ')) {
    if (line !== '' && start.length + line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].map((part, i) => `${i === 0 ? start : ' '.repeat(start.length)}${part}`);
}

/** Words of a registry, without control characters, and with digests short enough for a line. */
function clean(text: string): string {
  return withoutControls(text).replace(/(sha\d{3}:\w{12})\w+/g, '$1');
}

function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
