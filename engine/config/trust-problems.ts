import { isJsonObject, type JsonObject } from '../oci/json.ts';
import { unknownName } from './nearest-name.ts';
import { type Path, type Problem, quoted } from './problem.ts';

/** What is wrong with `trust:` beyond its shape. */
export function trustProblems(root: unknown): readonly Problem[] {
  const trust = isJsonObject(root) ? root['trust'] : undefined;
  if (!isJsonObject(root) || !isJsonObject(trust)) return [];
  const keys = namesIn(trust['keys']);
  const environments = namesIn(root['environments']);
  const rules: readonly unknown[] = Array.isArray(trust['records']) ? trust['records'] : [];
  return [
    ...keyProblems(trust['keys']),
    ...rules.flatMap((rule, index) =>
      isJsonObject(rule) ? ruleProblems(rule, ['trust', 'records', index], keys, environments) : [],
    ),
  ];
}

/** Whoever verifies an image by the key of its records would take a rejection for a signature. */
export function signingProblems(root: unknown): readonly Problem[] {
  if (!isJsonObject(root) || !isJsonObject(root['signing'])) return [];
  const { key } = root['signing'];
  const environments = isJsonObject(root['environments']) ? root['environments'] : {};
  return Object.entries(environments).flatMap(([name, environment]): readonly Problem[] => {
    const sign = isJsonObject(environment) ? environment['sign'] : undefined;
    if (!isJsonObject(sign) || sign['key'] !== key) return [];
    const sentence =
      'Images need a key of their own: cosign takes every record that this one signed, a rejection too, for a signature of the image.';
    return [{ path: ['environments', name, 'sign', 'key'], at: 'value', sentence }];
  });
}

function keyProblems(keys: unknown): readonly Problem[] {
  if (!isJsonObject(keys)) return [];
  return Object.entries(keys).flatMap(([name, key]): readonly Problem[] => {
    if (!isJsonObject(key)) return [];
    const path = ['trust', 'keys', name];
    const given = ['publicKey', 'file'].filter((member) => Object.hasOwn(key, member));
    const { from, until } = key;
    const isBackwards = typeof from === 'string' && typeof until === 'string' && until < from;
    return [
      ...(given.length === 1
        ? []
        : [{ path, at: 'key' as const, sentence: 'It needs `publicKey` or `file`, one of them.' }]),
      ...(isBackwards
        ? [
            {
              path: [...path, 'until'],
              at: 'value' as const,
              sentence: `It ends on ${quoted(until)}, before it begins on ${quoted(from)}.`,
            },
          ]
        : []),
    ];
  });
}

function ruleProblems(
  rule: JsonObject,
  path: Path,
  keys: readonly string[],
  environments: readonly string[],
): readonly Problem[] {
  const signers = rule['signedBy'];
  const atLeast = rule['atLeast'];
  const count = Array.isArray(signers) ? signers.length : 0;
  const isTooMany = typeof atLeast === 'number' && count > 0 && atLeast > count;
  return [
    ...unknownIn(rule, 'signedBy', path, 'key', keys),
    ...unknownIn(rule, 'environments', path, 'environment', environments),
    ...(isTooMany
      ? [
          {
            path: [...path, 'atLeast'],
            at: 'value' as const,
            sentence: `It asks for ${atLeast} signers and names ${count}.`,
          },
        ]
      : []),
  ];
}

function unknownIn(
  rule: JsonObject,
  member: string,
  path: Path,
  what: string,
  known: readonly string[],
): readonly Problem[] {
  const names: unknown = rule[member];
  if (!Array.isArray(names)) return [];
  return names.flatMap((name: unknown, index): readonly Problem[] =>
    typeof name !== 'string' || known.includes(name)
      ? []
      : [
          {
            path: [...path, member, index],
            at: 'value',
            sentence: unknownName(what, name, known),
          },
        ],
  );
}

function namesIn(members: unknown): readonly string[] {
  return isJsonObject(members) ? Object.keys(members) : [];
}
