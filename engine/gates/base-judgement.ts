import type { ImageFacts, PlatformFacts } from '../registry/image-facts.ts';
import { ageProblem } from './age-limit.ts';
import { describeClaim, findBaseClaim, isApproved } from './base-claim.ts';
import { nameSome } from './name-some.ts';

/** One platform of a base image, by its layers. */
export interface KnownBase {
  readonly name: string;
  readonly diffIds: readonly string[];
  readonly created?: string;
}

/** What a platform's base is worth; `why` is the end of a sentence. */
export interface BaseJudgement {
  readonly is: 'approved' | 'unapproved' | 'of-unknown-age' | 'too-old';
  readonly why: string;
}

/** What the policy asks, and when. */
interface Asked {
  readonly approved: readonly string[];
  readonly layersOf: readonly KnownBase[];
  readonly notOlderThan: string | undefined;
  readonly now: Date;
}

/** Goes by the layers where a known base is inside, else by what the image names. */
export function judgeBase(image: ImageFacts, platform: PlatformFacts, asked: Asked): BaseJudgement {
  const { approved, layersOf, notOlderThan } = asked;
  const known = knownBase(platform, layersOf);
  if (known !== undefined) return judgeAge(known, asked);
  // The index and the manifest may both say something; no word of theirs may be unapproved.
  const claims = [platform.annotations, image.annotations].flatMap(
    (one) => findBaseClaim(one) ?? [],
  );
  const names = nameSome([...new Set(claims.map(describeClaim))]);
  if (claims.length === 0) {
    const is = layersOf.length > 0 ? 'its layers begin with those of no known base, and ' : '';
    return { is: 'unapproved', why: `${is}it names no base` };
  }
  const isFine = claims.every((claim) => approved.some((base) => isApproved(claim, base)));
  if (!isFine) return { is: 'unapproved', why: `it names ${names} as its base` };
  if (notOlderThan === undefined) return { is: 'approved', why: `${names} by its annotations` };
  return { is: 'of-unknown-age', why: `how old ${names} is cannot be known from the image` };
}

function judgeAge({ name, created }: KnownBase, { notOlderThan, now }: Asked): BaseJudgement {
  if (notOlderThan === undefined) return { is: 'approved', why: `${name} by its layers` };
  if (created === undefined) {
    return { is: 'of-unknown-age', why: `${name} is under \`layersOf\` without \`created\`` };
  }
  const day = new Date(`${created}T00:00:00Z`);
  const problem = ageProblem(day, notOlderThan, now);
  if (problem !== undefined) {
    const is = problem.isUnknown ? 'of-unknown-age' : 'too-old';
    return { is, why: `${name} may be ${notOlderThan} old, but ${problem.why}` };
  }
  return { is: 'approved', why: `${name} of ${created} by its layers` };
}

/** The base with most layers, of those whose layers the image begins with; one without layers is in no image. */
function knownBase({ diffIds }: PlatformFacts, bases: readonly KnownBase[]): KnownBase | undefined {
  return bases
    .filter((base) => base.diffIds.length > 0)
    .filter((base) => base.diffIds.every((layer, i) => layer === diffIds[i]))
    .toSorted((a, b) => b.diffIds.length - a.diffIds.length)[0];
}
