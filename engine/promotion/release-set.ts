import { digestOf } from '../oci/digest.ts';
import type { Plan } from './plan.ts';
import { changesSince } from './plan-changes.ts';

/** The plans of all images that are promoted as one; a single image is a set of one. */
export interface SetPlan {
  readonly version: 1;
  readonly environment: string;
  readonly next: Plan['next'];
  /** What an approval is bound to. */
  readonly meaning: string;
  /** At least one. */
  readonly images: readonly Plan[];
}

/** One refused image refuses the set; it is done when all of it is done. Pure. */
export function planSet(images: readonly Plan[]): SetPlan {
  const [first] = images;
  if (first === undefined) throw new Error('a release set has at least one image');
  const order: readonly Plan['next'][] = ['refuse', 'approve', 'promote', 'done'];
  const next = order.find((step) => images.some((plan) => plan.next === step)) ?? 'refuse';
  const meanings = images.map(({ meaning }) => meaning);
  return {
    version: 1,
    environment: first.environment,
    next,
    meaning: images.length === 1 ? first.meaning : digestOf(Buffer.from(meanings.join('\n'))),
    images,
  };
}

/** What differs between the set that was approved and the one of now, in words; empty where nothing does. */
export function setChangesSince(approved: SetPlan, now: SetPlan): readonly string[] {
  const names = (set: SetPlan) => set.images.map(({ image }) => image).join(', ');
  if (names(approved) !== names(now)) {
    return [`the set of images was ${names(approved)} and is now ${names(now)}`];
  }
  const changes = now.images.flatMap((plan, i) => {
    const before = approved.images[i];
    const found = before === undefined ? [] : changesSince(before, plan);
    return now.images.length === 1 ? found : found.map((change) => `${plan.image}: ${change}`);
  });
  return changes.length > 0 || approved.meaning === now.meaning
    ? changes
    : ['the plan was altered'];
}
