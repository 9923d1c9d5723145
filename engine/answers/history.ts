import { type Digest, shortDigest } from '../oci/digest.ts';
import type { JsonObject } from '../oci/json.ts';
import { describeRecord } from './describe-record.ts';
import type { Happening } from './happenings.ts';
import { indented } from './text-block.ts';
import { formatTimeAgo } from './time.ts';

/** What happened to an image, or in an environment. */
export interface History {
  readonly image: string;
  /** One of these is what was asked for. */
  readonly of: { readonly digest: Digest } | { readonly environment: string };
  /** Of a digest oldest first, of an environment newest first. */
  readonly happenings: readonly Happening[];
  /** There were more than were asked for. */
  readonly isCut: boolean;
  /** Tags that look like records, and hold none that can be believed. */
  readonly problems: readonly string[];
}

const INDENT = 2;

/** For people: a line or two for each thing that happened, 100 columns at most. */
export function describeHistory(history: History, now: Date): string {
  const { image, of, happenings, isCut, problems } = history;
  const isOfDigest = 'digest' in of;
  const what = isOfDigest ? `${image} ${of.digest}` : `${image} in ${of.environment}, newest first`;
  const columns = happenings.map((happening) => [
    formatTimeAgo(happening.at, now),
    isOfDigest ? (environmentOf(happening) ?? '-') : shortDigest(happening.digest ?? '-'),
  ]);
  const builds = buildsIn(happenings);
  const nameOf = (digest: Digest) => builds.get(digest) ?? shortDigest(digest);
  const widths = [0, 1].map((i) => Math.max(0, ...columns.map((row) => row[i]?.length ?? 0)));
  return [
    what,
    ...(happenings.length === 0 ? [`  ${nothing(history)}`] : []),
    ...happenings.flatMap((happening, i) => {
      const mark = (columns[i] ?? []).map((cell, k) => `${cell.padEnd(widths[k] ?? 0)}  `).join('');
      const { doubt, record } = happening;
      const build = !isOfDigest && record.kind === 'promotion' ? record.build : undefined;
      const said = `${build === undefined ? '' : `build ${build} `}${describeRecord(record, nameOf)}`;
      return indented(
        INDENT,
        doubt === undefined ? said : `${said} DOES NOT COUNT: ${doubt}`,
        mark,
      );
    }),
    ...(isCut ? [`  There is more; ask for it with \`most\`.`] : []),
    ...problems.flatMap((problem) => indented(INDENT, problem, 'note  ')),
  ].join('\n');
}

/** What images are called by those who built them, as far as it is told here. */
function buildsIn(happenings: readonly Happening[]): ReadonlyMap<Digest, string> {
  return new Map(
    happenings.flatMap(({ record, digest, doubt }) => {
      if (digest === undefined || doubt !== undefined) return [];
      if (record.kind !== 'build' && record.kind !== 'promotion') return [];
      const number = record.kind === 'build' ? record.number : record.build;
      return number === undefined ? [] : [[digest, `build ${number}`] as const];
    }),
  );
}

function nothing({ of }: History): string {
  return 'digest' in of
    ? 'Nothing is recorded of this image.'
    : `Nothing is recorded to have happened in ${of.environment}.`;
}

function environmentOf({ record }: Happening): string | undefined {
  return 'environment' in record ? record.environment : undefined;
}

/** For programs; see history.schema.json. */
export function historyJson(history: History, now: Date): JsonObject {
  const { image, of, happenings, isCut, problems } = history;
  return {
    version: 1,
    at: now.toISOString(),
    image,
    ...of,
    isCut,
    happenings: happenings.map((happening) => {
      const { record, at, digest, places, doubt } = happening;
      const environment = environmentOf(happening);
      return {
        at: at.toISOString(),
        kind: record.kind,
        ...(digest !== undefined && { digest }),
        ...(environment !== undefined && { environment }),
        counts: doubt === undefined,
        ...(doubt !== undefined && { doubt }),
        sentence: describeRecord(record),
        repositories: places,
        record,
      };
    }),
    problems,
  };
}
