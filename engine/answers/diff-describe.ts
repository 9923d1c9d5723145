import { oneLine } from '../failures.ts';
import { shortDigest } from '../oci/digest.ts';
import { count } from '../promotion/format.ts';
import type { Changed, PlatformDiff } from './diff.ts';
import { isSame } from './diff.ts';
import type { DiffAnswer, DiffSide } from './diff-answer.ts';
import type { Commit } from './diff-commits.ts';
import { indented } from './text-block.ts';

const WIDTH = 100;
const MOST_VALUE = 120;
const MOST_LISTED = 12;

/** The whole difference: 100 columns, no colour. */
export function describeDiff(answer: DiffAnswer): string {
  const { before, after, diff } = answer;
  const isNothing = before?.digest === after.digest;
  return [
    ...heading(answer),
    ...(isNothing ? ['It is there already; promoting it changes nothing.'] : []),
    ...section('Commits', isNothing ? [] : commitLines(answer, 50)),
    ...section('Platforms', diff.platforms.map(platformLine)),
    ...section('Settings', settingLines(answer)),
    ...section('Packages', packageLines(answer, MOST_LISTED)),
    ...section('Note', answer.notes),
  ].join('\n');
}

const BRIEF_COMMITS = 3;
const BRIEF_SETTINGS = 2;

/** At most 12 lines, for the question that an approver answers. */
export function describeDiffBriefly(answer: DiffAnswer): string {
  const { before, after, diff } = answer;
  if (before === undefined) return 'Nothing is there yet.';
  if (before.digest === after.digest) return 'It is there already; nothing changes.';
  const settings = settingLines(answer);
  const names = settings.map((line) => line.slice(2).split(':', 1)[0]);
  const lines = [
    `Changes since ${sideOf(before)}:`,
    ...briefCommits(answer),
    ...platformSummary(diff.platforms),
    ...(settings.length > BRIEF_SETTINGS ? [`settings: ${names.join(', ')}`] : settings),
    ...packageLines(answer, 0),
    ...(isSame(diff) ? ['no layer and no setting differs'] : []),
  ];
  return lines
    .map((line) => (line.length > WIDTH ? `${line.slice(0, WIDTH - 1)}…` : line))
    .join('\n');
}

/** What is lost is told by its number alone. */
function briefCommits(answer: DiffAnswer): readonly string[] {
  const { added, removed, isCut } = answer.commits;
  if (added === undefined || removed === undefined) return commitLines(answer, 0);
  return [
    ...listed('+', added, BRIEF_COMMITS, isCut === true),
    ...(removed.length > 0
      ? [
          `LOST: ${count(removed.length, 'commit')}${isCut === true ? ' or more' : ''} of what is there now`,
        ]
      : []),
  ];
}

function heading({ image, into, before, after }: DiffAnswer): readonly string[] {
  const what =
    into === undefined ? `Difference of ${image}` : `What promoting ${image} to ${into} changes`;
  const side = (name: string, one: DiffSide | undefined) =>
    one === undefined
      ? [`  ${name}  nothing`]
      : [`  ${name}  ${sideOf(one)}`, ...indented(10, one.repository), ...indented(10, one.digest)];
  return [...indented(0, what), ...side('before', before), ...side('after ', after)];
}

function sideOf({ digest, environment, build }: DiffSide): string {
  const number = build?.number === undefined ? '' : `build ${oneLine(build.number, 40)}, `;
  return `${number}${shortDigest(digest)}, in ${environment}`;
}

function section(name: string, lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  return [`  ${name}`, ...lines.flatMap((line) => indented(4, line))];
}

function commitLines({ commits, before }: DiffAnswer, most: number): readonly string[] {
  const { added, removed, link } = commits;
  const page = link === undefined ? [] : [link];
  if (before === undefined) return [];
  if (added === undefined || removed === undefined) {
    const [old, now] = [commits.before, commits.after];
    if (old === undefined && now === undefined) return ['neither image says of which commit it is'];
    if (old === now) return [`the same commit, ${now?.slice(0, 12)}`];
    return [`${old?.slice(0, 12) ?? 'unknown'} → ${now?.slice(0, 12) ?? 'unknown'}`, ...page];
  }
  const lines = [
    ...listed('+', added, most, commits.isCut === true),
    ...listed('-', removed, most, commits.isCut === true),
  ];
  const back = removed.length === 0 ? [] : ['(those with - are only in what is there now)'];
  return [...lines, ...back, ...page];
}

function listed(
  mark: string,
  commits: readonly Commit[],
  most: number,
  isCut: boolean,
): readonly string[] {
  const shown = commits.slice(0, most);
  const more = commits.length - shown.length;
  const atLeast = isCut && commits.length === 50 ? ' or more' : '';
  const rest =
    more > 0 ? [`${mark} and ${more}${atLeast} more`] : atLeast === '' ? [] : [`${mark} and more`];
  return [
    ...shown.map(({ id, author, subject }) => `${mark} ${id.slice(0, 9)} ${subject} (${author})`),
    ...rest,
  ];
}

function platformLine(one: PlatformDiff): string {
  const { platform, change, sizeBytes, layers } = one;
  const [old, now] = [sizeBytes.before ?? 0, sizeBytes.after ?? 0];
  if (change === 'gained') return `${platform}: new, ${sizeText(now)}`;
  if (change === 'lost') return `${platform}: LOST, was ${sizeText(old)}`;
  const parts = [
    `${count(layers.kept, 'layer')} kept`,
    ...(layers.added > 0 ? [`${layers.added} added (${sizeText(layers.addedBytes)})`] : []),
    ...(layers.removed > 0 ? [`${layers.removed} removed (${sizeText(layers.removedBytes)})`] : []),
  ];
  const sizes = old === now ? sizeText(now) : `${sizeText(old)} → ${sizeText(now)}`;
  return `${platform}: ${parts.join(', ')}; ${sizes}`;
}

/** Lost and gained by name, the others by their sum. */
function platformSummary(platforms: readonly PlatformDiff[]): readonly string[] {
  const named = (change: string) =>
    platforms.filter((one) => one.change === change).map(({ platform }) => platform);
  const [gained, lost] = [named('gained'), named('lost')];
  const [first] = platforms.filter((one) => one.change === 'both' && one.layers.added > 0);
  return [
    ...(lost.length > 0 ? [`platforms LOST: ${lost.join(', ')}`] : []),
    ...(gained.length > 0 ? [`platforms gained: ${gained.join(', ')}`] : []),
    ...(first === undefined ? [] : [platformLine(first)]),
  ];
}

/** What differs alike on every platform is told once. */
function settingLines({ diff }: DiffAnswer): readonly string[] {
  const both = diff.platforms.filter(({ change }) => change === 'both');
  const lines = new Map<string, string[]>();
  for (const one of both) {
    for (const line of linesOf(one)) lines.set(line, [...(lines.get(line) ?? []), one.platform]);
  }
  return [
    ...[...lines].map(([line, platforms]) =>
      platforms.length === both.length ? line : `${line} (${platforms.join(', ')})`,
    ),
    ...diff.annotations.map((change) => changeLine('annotation', change)),
  ];
}

function linesOf({ env, labels, settings, ports }: PlatformDiff): readonly string[] {
  return [
    ...settings.map((change) => changeLine('', change)),
    ...ports.added.map((port) => `+ port ${oneLine(port, 40)}`),
    ...ports.removed.map((port) => `- port ${oneLine(port, 40)}`),
    ...env.map((change) => changeLine('env', change)),
    ...labels.map((change) => changeLine('label', change)),
  ];
}

function changeLine(what: string, { name, before, after }: Changed): string {
  const title = [what, oneLine(name, 80)].filter((word) => word !== '').join(' ');
  const value = (text: string) => oneLine(text, MOST_VALUE) || '(empty)';
  if (before === undefined) return `+ ${title}: ${value(after ?? '')}`;
  if (after === undefined) return `- ${title}: ${value(before)}`;
  return `~ ${title}: ${value(before)} → ${value(after)}`;
}

function packageLines({ packages }: DiffAnswer, most: number): readonly string[] {
  if (packages === undefined) return [];
  const added = packages.filter(({ before }) => before === undefined).length;
  const removed = packages.filter(({ after }) => after === undefined).length;
  const other = packages.length - added - removed;
  const more = packages.length - most;
  return [
    `packages: ${added} added, ${removed} removed, ${other} in another version`,
    ...packages.slice(0, most).map((change) => changeLine('', change)),
    ...(most > 0 && more > 0 ? [`and ${more} more`] : []),
  ];
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB'] as const;

function sizeText(bytes: number): string {
  const unit = Math.min(UNITS.length - 1, Math.floor(Math.log2(Math.max(bytes, 1)) / 10));
  const value = bytes / 1024 ** unit;
  return `${unit === 0 ? value : value.toFixed(1)} ${UNITS[unit]}`;
}
