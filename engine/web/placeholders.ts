import { Failure, oneLine } from '../failures.ts';

/** What may be put in the place of a name in braces; undefined where nothing is known. */
export type Values = Readonly<Record<string, string | undefined>>;

/** What settings of a gate may name in braces. */
export const GATE_PLACEHOLDERS = [
  'digest',
  'image',
  'environment',
  'build',
  'commit',
  'version',
] as const;

/** What settings of a deployment may name in braces. */
export const TARGET_PLACEHOLDERS = [
  'reference',
  'repository',
  'tag',
  'digest',
  'image',
  'environment',
  'build',
  'commit',
] as const;

/** For patterns of a schema: one of the names in braces. */
export function onePlaceholder(names: readonly string[]): string {
  return `\\{(?:${names.join('|')})\\}`;
}

/** `{digest}, {image} and {build}`. */
export function namePlaceholders(names: readonly string[]): string {
  return names
    .map((name) => `{${name}}`)
    .join(', ')
    .replace(/, (?=[^,]*$)/, ' and ');
}

/** @throws Failure VALUE_UNKNOWN when nothing is known to put in its place */
export function placeholderValue(name: string, values: Values): string {
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  if (value === undefined || value === '') throw valueUnknown(name);
  return value;
}

/**
 * The text with every value as `write` writes it, as it is unless said.
 * @throws Failure VALUE_UNKNOWN
 */
export function fillText(
  template: string,
  values: Values,
  write = (value: string) => value,
): string {
  return template.replace(PLACEHOLDER, (_, name: string) => write(placeholderValue(name, values)));
}

const PLACEHOLDER = /\{([^{}]*)\}/g;

const valueUnknown = (name: string) =>
  new Failure(
    'VALUE_UNKNOWN',
    'absent',
    `Settings ask for {${oneLine(name, 40)}}, and the build record of this image does not say it.`,
    'Record the image with recordImage in the build that makes it, in the workspace of the checkout; or do without this placeholder.',
  );
