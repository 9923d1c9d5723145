import type { LedgerEntry } from '../evidence/ledger.ts';
import type { VerdictRecord } from '../evidence/record.ts';
import { describeVerdict } from '../gates/verdict.ts';
import type { Digest } from '../oci/digest.ts';
import { isPlacement } from './candidate/recorded-tag.ts';
import type { DestinationPlan, Refusal } from './plan.ts';

/** Facts for the rules that hold whatever the gates say. */
export interface HeldFacts {
  readonly digest: Digest;
  readonly from: { readonly environment: string; readonly repository: string };
  readonly entries: readonly LedgerEntry[];
  /** Build-bound tags that the source environment recorded, and where they are now. */
  readonly sourceTags: readonly { readonly name: string; readonly now?: Digest }[];
  readonly destinations: readonly DestinationPlan[];
}

/** Every rule that is broken; pure. */
export function heldRefusals(facts: HeldFacts): readonly Refusal[] {
  return [recorded, verdicts, movedTags, buildBoundTags].flatMap((rule) => rule(facts));
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
      remedy: `Bring it there with recordImage or promoteImage(env: '${from.environment}'); a push by hand is not believed.`,
    },
  ];
}

/** A revocation is final; of other verdicts the latest counts. */
function verdicts({ entries }: HeldFacts): readonly Refusal[] {
  const all = verdictsIn(entries);
  const against =
    all.find(({ is }) => is === 'revoked') ?? all.slice(0, 1).find(({ is }) => is === 'rejected');
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

function movedTags({ digest, from, sourceTags }: HeldFacts): readonly Refusal[] {
  return sourceTags
    .filter(({ now }) => now !== digest)
    .map(({ name, now }) => ({
      rule: 'tag-moved' as const,
      because: `Tag ${name} of ${from.repository} was moved: it is ${now === undefined ? 'gone' : `at ${now}`} now, but it was recorded for ${digest}.`,
      remedy: `Find out who pushed over it, and put the tag back to ${digest}; what is there now has to be built and recorded by its own build.`,
    }));
}

function buildBoundTags({ digest, destinations }: HeldFacts): readonly Refusal[] {
  return destinations.flatMap(({ repository, tags }) =>
    tags
      .filter(({ isBuildBound, now }) => isBuildBound && now !== undefined && now !== digest)
      .map(({ name, now }) => ({
        rule: 'build-bound-tag' as const,
        because: `Tag ${name} of ${repository} is already at ${now}, and a tag that names a build never moves to another digest.`,
        remedy:
          'Two builds share this number or version: build again to get a new one, or delete the tag if it was pushed there by mistake.',
      })),
  );
}
