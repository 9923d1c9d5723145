import { isJsonObject, type JsonObject } from '../oci/json.ts';
import { mayName, saidOf } from './applications.ts';
import { readDraft } from './draft.ts';
import { unknownName } from './nearest-name.ts';
import type { PolicyDocument } from './parse-policy.ts';
import { listed, type Path, type Problem, quoted } from './problem.ts';

const OWN = ['$schema', 'image', 'images', 'environments'];

/** What an application's file says although the policy does not let it; each sentence names the place in both. */
export function applicationProblems(value: JsonObject, policy: PolicyDocument): readonly Problem[] {
  const { environments } = value;
  return [
    ...Object.keys(value)
      .filter((name) => !OWN.includes(name))
      .map((name) => notItsOwn([name], name, policy)),
    ...imageProblems(value, policy),
    ...(isJsonObject(environments)
      ? Object.entries(environments).flatMap(([name, said]) =>
          environmentProblems(name, said, policy),
        )
      : noMapping(environments, ['environments'], policy)),
  ];
}

function notItsOwn(path: Path, name: string, { settings, lineOf }: PolicyDocument): Problem {
  const where = Object.hasOwn(settings, name) ? ` (its line ${lineOf([name])})` : '';
  return {
    path,
    at: 'key',
    sentence: `${quoted(name)} is for the policy to say${where}; an application's file has \`image\` or \`images\`, and \`environments\` with what \`applications.may\` lists (line ${lineOf(['applications'])} of the policy).`,
  };
}

function imageProblems(
  value: JsonObject,
  { applications, lineOf }: PolicyDocument,
): readonly Problem[] {
  const patterns = [applications.image].flat();
  return readDraft(value)
    .images.filter(({ text }) => !mayName(patterns, text))
    .map(({ path, text }) => ({
      path,
      at: 'value',
      sentence: `${quoted(text)} is no image that this file may name: ${listed(patterns)} (\`applications.image\`, line ${lineOf(['applications', 'image'])} of the policy).`,
    }));
}

function environmentProblems(
  name: string,
  said: unknown,
  policy: PolicyDocument,
): readonly Problem[] {
  const { settings, applications, lineOf } = policy;
  const path = ['environments', name];
  if (!Object.hasOwn(settings.environments, name)) {
    const sentence = `${unknownName('environment', name, Object.keys(settings.environments))} Only the policy can add one (\`environments\`, its line ${lineOf(['environments'])}).`;
    return [{ path, at: 'key', sentence }];
  }
  if (!isJsonObject(said)) return noMapping(said, path, policy);
  const may = saidOf(applications, name);
  const list = may.members.length === 0 ? 'nothing' : listed(may.members);
  const line = lineOf(Object.hasOwn(applications, 'may') ? may.path : ['applications']);
  const refused = Object.keys(said)
    .filter((member) => !may.members.some((allowed) => allowed === member))
    .map((member): Problem => {
      const kept = Object.hasOwn(settings.environments[name] ?? {}, member)
        ? lineOf([...path, member])
        : lineOf(path);
      return {
        path: [...path, member],
        at: 'key',
        sentence: `The policy keeps ${quoted(member)} of ${quoted(name)} to itself (its line ${kept}); \`applications.may\` lists ${list} (line ${line}).`,
      };
    });
  return [...refused, ...gateProblems(name, said['gates'], policy)];
}

/** A gate of an application only ever adds: it takes no credential along, runs nothing, and hides no other. */
function gateProblems(
  environment: string,
  gates: unknown,
  { settings, lineOf }: PolicyDocument,
): readonly Problem[] {
  if (!Array.isArray(gates)) return [];
  const kept = settings.environments[environment]?.['gates'];
  const names = Array.isArray(kept) ? kept.map(nameOf) : [];
  return gates.flatMap((gate: unknown, index): readonly Problem[] => {
    const path = ['environments', environment, 'gates', index];
    const where = lineOf(['environments', environment]);
    const same = names.indexOf(nameOf(gate));
    const credentials = placeOf('credentials', gate, path);
    const others = placeOf('newestOf', gate, path);
    const sentence = (text: string) =>
      `${text}. See ${quoted(environment)}, line ${where} of the policy.`;
    return [
      ...(credentials === undefined
        ? []
        : [
            {
              path: credentials,
              at: 'key' as const,
              sentence: sentence('Only a gate of the policy may use a credential'),
            },
          ]),
      ...(others === undefined
        ? []
        : [
            {
              path: others,
              at: 'key' as const,
              sentence: sentence('Only a gate of the policy may read what other repositories hold'),
            },
          ]),
      ...(isJsonObject(gate) && gate['kind'] === 'command'
        ? [
            {
              path: [...path, 'kind'],
              at: 'value' as const,
              sentence: sentence('Only the policy may have a program run beside its credentials'),
            },
          ]
        : []),
      ...(same === -1
        ? []
        : [
            {
              path,
              at: 'value' as const,
              sentence: `The policy has this gate already (its line ${lineOf(['environments', environment, 'gates', same])}), and it stays; give this one a \`name\` of its own.`,
            },
          ]),
    ];
  });
}

function nameOf(gate: unknown): string {
  return isJsonObject(gate) ? `${String(gate['kind'])} ${String(gate['name'] ?? '')}` : '';
}

/** The first member of that name, however deep. */
function placeOf(wanted: string, value: unknown, path: Path): Path | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, item] of Object.entries(value)) {
    const below = [...path, Array.isArray(value) ? Number(name) : name];
    const found = name === wanted ? below : placeOf(wanted, item, below);
    if (found !== undefined) return found;
  }
  return undefined;
}

function noMapping(value: unknown, path: Path, { lineOf }: PolicyDocument): readonly Problem[] {
  if (value === undefined) return [];
  const sentence = `It has to be a mapping, with names that the policy has too (its line ${lineOf(path)}).`;
  return [{ path, at: 'value', sentence }];
}
