import type { LedgerEntry, LedgerProblem } from '../evidence/ledger.ts';
import type { VerdictRecord } from '../evidence/record.ts';
import { describeVerdict } from '../gates/verdict.ts';
import type { Digest } from '../oci/digest.ts';
import { isPlacement, movedSentence } from './candidate/recorded-tag.ts';
import type { DestinationPlan, Refusal } from './plan.ts';

/** Facts for the rules that hold whatever the gates say. */
export interface HeldFacts {
  readonly digest: Digest;
  readonly from: { readonly environment: string; readonly repository: string };
  readonly entries: readonly LedgerEntry[];
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
  return [recorded, standingVerdict, unreadVerdicts, movedTags, buildBoundTags].flatMap((rule) =>
    rule(facts),
  );
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

/** A revocation is final; of the other verdicts in force the latest counts. */
function standingVerdict({ verdicts, now }: HeldFacts): readonly Refusal[] {
  const against =
    verdicts.find(({ is }) => is === 'revoked') ??
    verdicts
      .filter(({ until }) => until === undefined || until > now)
      .slice(0, 1)
      .find(({ is }) => is === 'rejected');
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
  return problems
    .filter(({ label }) => label === 'verdict-rejected' || label === 'verdict-revoked')
    .map(({ label, sentence }) => ({
      rule: 'verdict' as const,
      because: `A tag says that this image was ${label.slice('verdict-'.length)}. ${sentence}`,
      remedy:
        'Find out who wrote it and what was meant. When the image is good after all, delete that tag.',
    }));
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
