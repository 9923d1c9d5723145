import { isJsonObject, type JsonObject } from '../oci/json.ts';
import { type ApplicationsFile, isOneName } from './applications.ts';
import { type ConfigurationDocument, readConfigurationDocument } from './configuration-document.ts';
import { contentProblems } from './content-problems.ts';
import { type Draft, readDraft } from './draft.ts';
import { unknownName } from './nearest-name.ts';
import { type Problem, quoted } from './problem.ts';

/** The platform team's text: a whole configuration, but for the images. */
export interface PolicyDocument extends Pick<ConfigurationDocument, 'lineOf' | 'writtenAt'> {
  /** Its settings without `applications`. */
  readonly settings: JsonObject & { readonly environments: Readonly<Record<string, JsonObject>> };
  readonly applications: ApplicationsFile;
}

/** @throws Failure INVALID_CONFIGURATION with every problem of the policy */
export function parsePolicy(bytes: Uint8Array): PolicyDocument {
  const document = readConfigurationDocument(
    'The policy',
    bytes,
    'It is the text that the step was given as `policy`; whoever owns it has to correct it.',
  );
  const { value, lineOf, writtenAt } = document;
  document.refuse(
    value === undefined
      ? []
      : [...contentProblems(value, writtenAt, 'policy'), ...ownershipProblems(value)],
  );
  const { applications, ...settings } = value as PolicyDocument['settings'];
  return { settings, applications: applications as ApplicationsFile, lineOf, writtenAt };
}

function ownershipProblems(value: unknown): readonly Problem[] {
  if (!isJsonObject(value)) return [];
  const draft = readDraft(value);
  const { applications } = value;
  const images = ['image', 'images'].filter((name) => Object.hasOwn(value, name));
  return [
    ...images.map((name): Problem => {
      const sentence =
        "An application's file names its images; say which it may name under `applications.image`.";
      return { path: [name], at: 'key', sentence };
    }),
    ...(isJsonObject(applications)
      ? [...mayProblems(applications, draft), ...sharedRepositoryProblems(applications, draft)]
      : [applicationsMissing]),
    ...workspacePathProblems(value, 'registries', 'ca'),
    ...workspacePathProblems(value, 'hosts', 'knownHosts'),
    ...workspacePathProblems(isJsonObject(value['trust']) ? value['trust'] : {}, 'keys', 'file', [
      'trust',
    ]),
  ];
}

const applicationsMissing: Problem = {
  path: [],
  at: 'key',
  sentence:
    '`applications` is missing: it says which images an application may name, for example `applications: { image: shop/* }`.',
};

function mayProblems({ may }: JsonObject, { environments }: Draft): readonly Problem[] {
  if (!isJsonObject(may)) return [];
  const names = environments.map(({ name }) => name);
  return Object.keys(may)
    .filter((name) => !names.includes(name))
    .map((name) => ({
      path: ['applications', 'may', name],
      at: 'key',
      sentence: unknownName('environment', name, names),
    }));
}

/** One application could put its images, and records, over those of another. */
function sharedRepositoryProblems(
  { image }: JsonObject,
  { environments }: Draft,
): readonly Problem[] {
  const patterns = [image].flat().filter((one) => typeof one === 'string');
  if (isOneName(patterns)) return [];
  return environments
    .flatMap(({ repositories }) => repositories)
    .filter(({ text }) => !text.includes('{image}'))
    .map(({ path, text }) => ({
      path,
      at: 'value',
      sentence: `${quoted(text)} would hold the images of every application; put \`{image}\` into it.`,
    }));
}

/** A relative path lies in the workspace, where the application's team writes what it likes. */
function workspacePathProblems(
  parent: JsonObject,
  member: string,
  setting: string,
  above: readonly string[] = [],
): readonly Problem[] {
  const named = parent[member];
  if (!isJsonObject(named)) return [];
  return Object.entries(named).flatMap(([name, settings]): readonly Problem[] => {
    const path = isJsonObject(settings) ? settings[setting] : undefined;
    if (typeof path !== 'string' || /^([A-Za-z]:)?[\\/]/.test(path)) return [];
    const other = setting === 'file' ? 'write the key itself as `publicKey`, or give' : 'give';
    const sentence = `${quoted(path)} would be read from the workspace of the application; ${other} an absolute path on the agent.`;
    return [{ path: [...above, member, name, setting], at: 'value', sentence }];
  });
}
