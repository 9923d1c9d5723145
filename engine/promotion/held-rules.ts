import type { LedgerEntry, LedgerProblem } from '../evidence/ledger.ts';
import type { VerdictRecord } from '../evidence/record.ts';
import { describeVerdict } from '../gates/verdict.ts';
import type { Digest } from '../oci/digest.ts';
import { isPlacement, movedSentence } from './candidate/recorded-tag.ts';
import { describeHold, type Hold } from './holds.ts';
import type { DestinationPlan, Refusal } from './plan.ts';
import { describeRollback, rollbackFrom } from './rollback/rolled-back.ts';

/** Facts for the rules that hold whatever the gates say. */
export interface HeldFacts {
  readonly digest: Digest;
  /** That it would enter. */
  readonly environment: string;
  readonly from: { readonly environment: string; readonly repository: string };
  /** Records of the digest in the source environment. */
  readonly entries: readonly LedgerEntry[];
  /** Records of the digest in every repository that was looked at. */
  readonly everywhere: readonly LedgerEntry[];
  /** What holds the environment, or the image. */
  readonly holds: readonly Hold[];
  /** Somebody brings it back all the same, and says why. */
  readonly forced?: { readonly by: string; readonly reason: string };
  /** On the digest, in every repository that was looked at, latest first. */
  readonly verdicts: readonly VerdictRecord[];
  readonly problems: readonly LedgerProblem[];
  /** Build-bound tags that the source environment recorded, and where they are now. */
  readonly sourceTags: readonly { readonly name: string; readonly now?: Digest }[];
  readonly destinations: readonly DestinationPlan[];
  readonly now: Date;
}

/** Every rule that is broken; pure. */
export function heldRefusals(facts: HeldFacts): readonly Refusal[] {
  const rules = [
    ...[recorded, standingVerdict, unreadVerdicts, held, rolledBack],
    ...[movedTags, buildBoundTags],
  ];
  return rules.flatMap((rule) => rule(facts));
}

/** Verdicts on the digest, latest first. */
export function verdictsIn(entries: readonly LedgerEntry[]): readonly VerdictRecord[] {
  return entries
    .map(({ record }) => record)
    .filter((record) => record.kind === 'verdict')
    .sort((a, b) => b.at.getTime() - a.at.getTime());
}

function recorded({ digest, from, entries }: HeldFacts): readonly Refusal[] {
  if (entries.some((entry) => isPlacement(entry, from.environment))) return [];
  return [
    {
      rule: 'recorded',
      because: `${digest} lies in ${from.repository}, but no record says that it was put into ${from.environment} by a build or a promotion.`,
      remedy: `Bring it into ${from.environment} as every image comes there, by recordImage after its build or by promoteImage; a push by hand is not believed.`,
    },
  ];
}

/** The verdict that stands against an image: a revocation is final; of the others in force the latest counts. */
export function verdictAgainst(
  latestFirst: readonly VerdictRecord[],
  now: Date,
): VerdictRecord | undefined {
  return (
    latestFirst.find(({ is }) => is === 'revoked') ??
    latestFirst
      .filter(({ until }) => until === undefined || until > now)
      .slice(0, 1)
      .find(({ is }) => is === 'rejected')
  );
}

function standingVerdict({ verdicts, now }: HeldFacts): readonly Refusal[] {
  const against = verdictAgainst(verdicts, now);
  if (against === undefined) return [];
  return [
    {
      rule: 'verdict',
      because: `${describeVerdict(against)}${against.url === undefined ? '' : ` See ${against.url}`}`,
      remedy:
        against.is === 'revoked'
          ? 'A revoked image does not come back: build a new one.'
          : 'Promote another build, or have the verdict set anew once the reason is gone.',
    },
  ];
}

/** A verdict against the image that cannot be read still counts: what is damaged or hidden lets nothing pass. */
function unreadVerdicts({ problems }: HeldFacts): readonly Refusal[] {
  return problems.filter(isAgainst).map(({ label, sentence }) => ({
    rule: 'verdict' as const,
    because: `A tag says that this image was ${label.slice('verdict-'.length)}. ${sentence}`,
    remedy:
      'Find out who wrote it and what was meant. When the image is good after all, delete that tag.',
  }));
}

/** True for a record that may say that the image is bad, and cannot be read. */
export function isAgainst({ label }: LedgerProblem): boolean {
  return label === 'verdict-rejected' || label === 'verdict-revoked';
}

function held({ holds }: HeldFacts): readonly Refusal[] {
  return holds.map((hold) => ({ rule: 'hold', ...describeHold(hold) }));
}

/** What was rolled back does not come back by itself, nor by somebody who did not know. */
function rolledBack({ digest, environment, everywhere, forced }: HeldFacts): readonly Refusal[] {
  const rollback = rollbackFrom(digest, environment, everywhere);
  if (rollback === undefined || forced !== undefined) return [];
  return [
    {
      rule: 'rolled-back',
      because: describeRollback(rollback),
      remedy: `Promote a build that has the fault no more. To bring this one back all the same: promoteImage(env: '${environment}', force: ['rolled-back'], reason: '…').`,
    },
  ];
}

function movedTags({ digest, from, entries, sourceTags }: HeldFacts): readonly Refusal[] {
  return sourceTags.flatMap(({ name, now }) => {
    const recorded = entries.findLast((entry) => isPlacement(entry, from.environment, name));
    if (recorded === undefined || now === digest) return [];
    return {
      rule: 'tag-moved' as const,
      because: movedSentence(from.repository, name, now, recorded),
      remedy: `Find out who pushed over it, and put the tag back to ${digest}; what is there now has to be built and recorded by its own build.`,
    };
  });
}

function buildBoundTags({ digest, destinations }: HeldFacts): readonly Refusal[] {
  return destinations.flatMap(({ repository, tags }) =>
    tags
      .filter(({ isBuildBound, now }) => isBuildBound && now !== undefined && now !== digest)
      .map(({ name, now }) => ({
        rule: 'build-bound-tag' as const,
        because: `Tag ${name} of ${repository} is already at ${now}, and a tag that names a build never moves to another digest, here ${digest}.`,
        remedy:
          'Two builds share this number or version: build again to get a new one, or delete the tag if it was pushed there by mistake.',
      })),
  );
}
