import { addressProblems } from './address-problems.ts';
import { destinationProblems } from './destination-problems.ts';
import { readDraft } from './draft.ts';
import { environmentProblems } from './environment-problems.ts';
import { hostProblems } from './host-problems.ts';
import type { Path, Problem } from './problem.ts';
import { validate } from './promotion-validator.generated.js';
import { registryProblems } from './registry-problems.ts';
import { schemaProblems } from './schema-problems.ts';
import { signingProblems, trustProblems } from './trust-problems.ts';

/**
 * Everything wrong with what a file says.
 * @param kind a policy names no images
 */
export function contentProblems(
  value: unknown,
  writtenAt: (path: Path) => string | undefined,
  kind: 'configuration' | 'policy',
): readonly Problem[] {
  const draft = readDraft(value);
  const errors = validate(value) ? [] : (validate.errors ?? []);
  return [
    ...schemaProblems(errors, value, writtenAt),
    ...registryProblems(draft),
    ...destinationProblems(kind === 'policy' ? { ...draft, imageMembers: undefined } : draft),
    ...environmentProblems(draft),
    ...hostProblems(draft),
    ...addressProblems(value),
    ...trustProblems(value),
    ...signingProblems(value),
  ];
}
