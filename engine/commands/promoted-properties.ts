import type { SetPlan } from '../promotion/release-set.ts';

/**
 * What a promotion brought where, as Java properties for shells and other jobs: see docs/contract.md. Several
 * images are told apart by a number.
 * @param references of the images of the set, in their order
 */
export function promotedProperties(
  { environment, images }: SetPlan,
  references: readonly string[],
  at: Date,
  url: string | undefined,
): string {
  const ofImages = images.flatMap(({ image, candidate }, i) => {
    const { number, job } = candidate.build;
    const facts = { image, reference: references[i], digest: candidate.digest, build: number, job };
    const suffix = images.length === 1 ? '' : `.${i + 1}`;
    return Object.entries(facts).map(([name, value]) => [`${name}${suffix}`, value] as const);
  });
  const all = [
    ['environment', environment] as const,
    ...ofImages,
    ['at', at.toISOString()] as const,
    ['promotedBy', url] as const,
  ];
  return all
    .flatMap(([name, value]) => (value === undefined ? [] : `${name}=${ascii(value)}\n`))
    .join('');
}

/** @see https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/util/Properties.html#load(java.io.Reader) */
function ascii(value: string): string {
  return value.replace(/[^ -[\]-~]/g, (character) => {
    const units = Array.from({ length: character.length }, (_, i) => character.charCodeAt(i));
    return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
  });
}
