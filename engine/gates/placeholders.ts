import { Failure, oneLine } from '../failures.ts';
import type { GateContext } from './gate.ts';

/** What settings of a gate may name in braces. */
export const GATE_PLACEHOLDERS = [
  'digest',
  'image',
  'environment',
  'build',
  'commit',
  'version',
] as const;

/** For patterns of a schema: one of the placeholders. */
export const ONE_PLACEHOLDER = `\\{(?:${GATE_PLACEHOLDERS.join('|')})\\}`;

/** @throws Failure VALUE_UNKNOWN when nothing is known to put in its place */
export function placeholderValue(
  name: string,
  { digest, image, environment, build }: GateContext,
): string {
  const values: Readonly<Record<string, string | undefined>> = {
    digest,
    image,
    environment,
    build: build.number,
    commit: build.commit,
    version: build.version,
  };
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  if (value === undefined || value === '') throw valueUnknown(name);
  return value;
}

const valueUnknown = (name: string) =>
  new Failure(
    'VALUE_UNKNOWN',
    'absent',
    `The gate needs {${oneLine(name, 40)}}, and the build record of this image does not say it.`,
    'Record the image with recordImage in the build that makes it, in the workspace of the checkout; or do without this placeholder.',
  );
