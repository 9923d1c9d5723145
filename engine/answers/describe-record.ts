import type { EvidenceRecord } from '../evidence/record.ts';
import { type Digest, shortDigest } from '../oci/digest.ts';
import { count, formatTime } from '../promotion/format.ts';

const MOST_NAMED = 3;

/**
 * What happened, in words that stand after a time; who, and why.
 * @param nameOf what other images are called
 */
export function describeRecord(
  record: EvidenceRecord,
  nameOf: (digest: Digest) => string = shortDigest,
): string {
  switch (record.kind) {
    case 'build': {
      const { number, job, commit, branch, requestedBy, tags } = record;
      const source = [
        ...(commit === undefined ? [] : [`commit ${commit.slice(0, 12)}`]),
        ...(branch === undefined ? [] : [`branch ${branch}`]),
      ];
      const name = `build${word('', number)}${word('of', job)}`;
      return `${name}${word('recorded by', requestedBy) || ' recorded'}${source.length === 0 ? '' : ` (${source.join(', ')})`}${taggedAs(tags)}`;
    }
    case 'test-result': {
      const { result, counts, suite, failedTests = [], by } = record;
      const { passed, warned, failed, skipped } = counts;
      const numbers = Object.entries({ passed, warned, failed, skipped })
        .filter(([, number]) => number > 0)
        .map(([name, number]) => `${number} ${name}`);
      const failures = failedTests.slice(0, MOST_NAMED).join(', ');
      const more =
        failedTests.length > MOST_NAMED ? ` and ${failedTests.length - MOST_NAMED} more` : '';
      return `tests${word('', suite)} ${result.toLowerCase()}: ${numbers.join(', ') || 'none'}${failures === '' ? '' : `; ${failures}${more}`}${word('by', by)}`;
    }
    case 'verdict':
      return `${record.is} by ${record.by}${until(record.until)}${because(record.reason)}`;
    case 'approval':
      return `approved by ${record.by}${until(record.until)}${because(record.comment)}`;
    case 'promotion': {
      const { from, requestedBy, approvedBy, tags, force, changeTicket, gates } = record;
      const forced =
        force === undefined
          ? ''
          : `; forced by ${force.by} past ${force.gates.join(', ')}: ${force.reason}`;
      const approved = approvedBy.length === 0 ? '' : `, approved by ${approvedBy.join(', ')}`;
      const passed = gates.filter(({ outcome }) => outcome === 'pass').length;
      const gated =
        gates.length === 0 ? '' : `, ${passed} of ${count(gates.length, 'gate')} passed`;
      return `promoted from ${from}${word('by', requestedBy)}${approved}${gated}${word('for change', changeTicket)}${taggedAs(tags)}${forced}`;
    }
    case 'refusal':
      return `REFUSED${word('to', record.requestedBy)}: ${distinct(record.reasons).join(' ')}`;
    case 'rollback': {
      const { from, to, by, reason, tags } = record;
      return `rolled back from ${nameOf(from)} to ${nameOf(to)} by ${by}${taggedAs(tags)}${because(reason)}`;
    }
    case 'hold': {
      const what = record.environment === undefined ? 'image ' : '';
      return `${what}${record.state} by ${record.by}${until(record.until)}${because(record.reason)}`;
    }
    case 'deployment': {
      const { target, state, by, message } = record;
      return `deployment to ${target.kind} ${target.name} ${state}${word('by', by)}${because(message)}`;
    }
  }
}

/** A rule and a gate may say the same, one of them with more to it. */
function distinct(reasons: readonly string[]): readonly string[] {
  return [...new Set(reasons)].filter(
    (reason, _, all) => !all.some((other) => other !== reason && other.startsWith(reason)),
  );
}

function word(before: string, value: string | undefined): string {
  if (value === undefined) return '';
  return before === '' ? ` ${value}` : ` ${before} ${value}`;
}

function until(time: Date | undefined): string {
  return time === undefined ? '' : ` until ${formatTime(time)}`;
}

function because(reason: string | undefined): string {
  return reason === undefined || reason === '' ? '' : `: ${reason}`;
}

function taggedAs(tags: readonly string[]): string {
  return tags.length === 0 ? '' : `, tagged ${tags.join(', ')}`;
}
