import { oneLine } from '../../failures.ts';
import { count, nameSome } from '../name-some.ts';
import { type Exception, findException } from './exceptions.ts';
import type { Finding } from './report-format.ts';
import { type Limits, limitOf, SEVERITIES, type Severity } from './severity.ts';

/** As many findings as a sentence lists. */
export const MOST_NAMED = 8;

export interface TallyRules {
  readonly atMost: Limits;
  readonly onlyFixable: boolean;
  readonly exceptions: readonly Exception[];
  readonly isCleared: (finding: Finding) => boolean;
  readonly now: Date;
}

/** Counts findings, however many, by what is to happen with them. */
export interface Tally {
  add(finding: Finding): void;
  /** `2 critical (0 allowed): …`, for each limit that is passed, with that many findings by name. */
  overLimit(most: number): readonly string[];
  /** `0 critical, 1 high, 2 accepted by exceptions`. */
  summary(): string;
  /** Exceptions that would have taken a finding out, had they not ended. */
  expired(): readonly Exception[];
}

export function startTally(rules: TallyRules): Tally {
  const counts = new Map<Severity, number>();
  const names = new Map<Severity, string[]>();
  const expired = new Set<Exception>();
  const aside = { accepted: 0, cleared: 0, unfixable: 0 };

  return {
    add(finding) {
      if (rules.isCleared(finding)) {
        aside.cleared += 1;
        return;
      }
      const found = findException(rules.exceptions, finding, rules.now);
      if (found?.isExpired === false) {
        aside.accepted += 1;
        return;
      }
      if (rules.onlyFixable && finding.isFixable === false) {
        aside.unfixable += 1;
        return;
      }
      if (found !== undefined) expired.add(found.exception);
      const { severity } = finding;
      counts.set(severity, (counts.get(severity) ?? 0) + 1);
      const listed = names.get(severity) ?? [];
      if (listed.length < MOST_NAMED) listed.push(describe(finding));
      names.set(severity, listed);
    },

    overLimit(most) {
      let room = most;
      return SEVERITIES.filter((one) => countOf(one) > limitOf(one, rules.atMost)).map((one) => {
        const listed = (names.get(one) ?? []).slice(0, room);
        room -= listed.length;
        const more = countOf(one) - listed.length;
        const all = [...listed, ...(more > 0 && listed.length > 0 ? [`and ${more} more`] : [])];
        const limit = limitOf(one, rules.atMost);
        const list = all.length > 0 ? `: ${all.join(', ').replace(/, and (\d)/, ' and $1')}` : '';
        return `${countOf(one)} ${one} (${limit} allowed)${list}`;
      });
    },

    summary() {
      const some = SEVERITIES.filter((one) => countOf(one) > 0);
      const found = some.map((one) => `${countOf(one)} ${one}`);
      const { accepted, cleared, unfixable } = aside;
      const others = [
        ...(accepted > 0 ? [`${accepted} accepted by exceptions`] : []),
        ...(cleared > 0 ? [`${cleared} cleared by VEX`] : []),
        ...(unfixable > 0 ? [`${unfixable} without a fix`] : []),
      ];
      return [...(found.length > 0 ? found : ['no vulnerability that counts']), ...others].join(
        ', ',
      );
    },

    expired: () => [...expired],
  };

  function countOf(severity: Severity): number {
    return counts.get(severity) ?? 0;
  }
}

/** `The exception for CVE-… (alice) ended on 2026-10-31.` */
export function describeExpired(expired: readonly Exception[]): string {
  if (expired.length === 0) return '';
  const each = expired.map(
    ({ id, owner, until }) => `${oneLine(id, 60)} (${oneLine(owner, 60)}) on ${until}`,
  );
  return ` ${count(expired.length, 'exception')} ended: ${nameSome(each)}.`;
}

function describe({ id, package: name, version }: Finding): string {
  const where = name === undefined ? '' : ` in ${oneLine(`${name} ${version ?? ''}`, 80)}`;
  return `${oneLine(id, 60)}${where}`;
}
