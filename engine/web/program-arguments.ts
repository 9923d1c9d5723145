import { onePlaceholder, placeholderValue, type Values } from './placeholders.ts';

/** The schema of a program and its arguments, each without placeholders or one alone. */
export function programArguments(names: readonly string[]) {
  const one = onePlaceholder(names);
  return {
    type: 'array',
    minItems: 1,
    items: {
      type: 'string',
      minLength: 1,
      pattern: `^(?:${one}|(?![^]*${one})[^]*)$`,
      patternErrorMessage:
        'must be a text without placeholders, or one placeholder alone, for example {digest}',
    },
  };
}

/**
 * The arguments with the values in place of those that are one of the placeholders.
 * @returns also the first value that the program would take for an option
 * @throws Failure VALUE_UNKNOWN
 */
export function fillArguments(
  args: readonly string[],
  names: readonly string[],
  values: Values,
): { readonly filled: readonly string[]; readonly optionLike?: string } {
  const whole = new RegExp(`^${onePlaceholder(names)}$`);
  const filled = args.map((argument) =>
    whole.test(argument) ? placeholderValue(argument.slice(1, -1), values) : argument,
  );
  const optionLike = filled.find(
    (argument, at) => argument !== args[at] && argument.startsWith('-'),
  );
  return { filled, ...(optionLike !== undefined && { optionLike }) };
}
