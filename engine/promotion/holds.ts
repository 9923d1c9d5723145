import { isInForce, readHold } from '../evidence/hold-journal.ts';
import type { LedgerEntry, LedgerProblem, Reading } from '../evidence/ledger.ts';
import type { HoldRecord } from '../evidence/record.ts';
import type { Digest } from '../oci/digest.ts';
import type { Environment } from './environments.ts';
import { formatTime } from './format.ts';

/** Something that stops promotions, and who said so, or why it has to be assumed. */
export interface Hold {
  readonly of: { readonly environment: string } | { readonly digest: Digest };
  readonly why: HoldRecord | { readonly unread: string };
}

/** What holds an environment, once where its repositories agree, and sentences on what decides nothing. */
export async function environmentHolds(
  { name, repositories }: Environment,
  reading: Reading,
): Promise<{ readonly holds: readonly Hold[]; readonly notes: readonly string[] }> {
  const states = await Promise.all(
    repositories.map((repository) => readHold(repository, name, reading)),
  );
  const records = states.flatMap(({ record }) => record ?? []);
  const distinct = new Map(records.map((record) => [record.at.getTime(), record]));
  const unread = states.flatMap((state) =>
    state.unread === undefined ? [] : [{ unread: state.unread }],
  );
  const of = { environment: name };
  const holds = [...distinct.values(), ...unread].map((why) => ({ of, why }));
  return { holds, notes: states.flatMap(({ notes }) => notes) };
}

/** What holds an image: its latest hold that counts, and those that nobody can read. */
export function imageHolds(
  digest: Digest,
  entries: readonly LedgerEntry[],
  problems: readonly LedgerProblem[],
  now: Date,
): readonly Hold[] {
  const [latest] = entries
    .map(({ record }) => record)
    .filter((record) => record.kind === 'hold')
    .filter(({ environment }) => environment === undefined)
    .sort((a, b) => b.at.getTime() - a.at.getTime());
  const unread = problems
    .filter(({ label }) => label === 'hold-held')
    .map(({ sentence }) => ({ unread: sentence }));
  const holds = latest !== undefined && isInForce(latest, now) ? [latest] : [];
  return [...holds, ...unread].map((why) => ({ of: { digest }, why }));
}

/** Who holds what, why and until when, and how it ends. */
export function describeHold({ of, why }: Hold): {
  readonly because: string;
  readonly remedy: string;
} {
  const isImage = 'digest' in of;
  const what = isImage ? 'this image is' : `promotions to ${of.environment} are`;
  const named = isImage ? `digest: '${of.digest}'` : `env: '${of.environment}'`;
  const release = `holdPromotions(${named}, state: 'released', reason: '…')`;
  if ('unread' in why) {
    return {
      because: `It has to be assumed that ${what} held. ${why.unread}`,
      remedy: `Find out who wrote that and what was meant. If nothing has to wait, ${isImage ? 'delete that tag' : `release it: ${release}`}.`,
    };
  }
  const { by, at, until, reason, url } = why;
  const end = until === undefined ? '' : `, until ${formatTime(until)}`;
  const page = url === undefined ? '' : ` See ${url}`;
  const words = reason.replace(/[.!?\s]+$/, '');
  return {
    because: `${what.charAt(0).toUpperCase()}${what.slice(1)} held by ${by} since ${formatTime(at)}${end}: ${words}.${page}`,
    remedy: `${until === undefined ? 'Once' : 'Wait until then, or, once'} the reason is gone: ${release}.`,
  };
}
