import { isJsonObject, type JsonObject } from '../oci/json.ts';
import { applicationProblems } from './application-problems.ts';
import type { Configuration } from './configuration.ts';
import { type ConfigurationDocument, readConfigurationDocument } from './configuration-document.ts';
import { configurationOf } from './configuration-of.ts';
import { contentProblems } from './content-problems.ts';
import { readDraft } from './draft.ts';
import { imageRefusal } from './image-refusal.ts';
import { type MergedSettings, mergeApplication } from './merge-application.ts';
import { type PolicyDocument, parsePolicy } from './parse-policy.ts';
import { type Path, type Problem, quoted } from './problem.ts';
import { tagProblems } from './tag-problems.ts';
import type { ReadKeyFile } from './trust.ts';

/** A policy, and the file of an application that it holds for. */
export interface OwnedSource {
  readonly policy: Uint8Array;
  /** Absent where the step itself names the image. */
  readonly application?: { readonly file: string; readonly bytes: Uint8Array };
  /** The image that the step names; it counts where the file names none. */
  readonly image?: string;
  readonly readKeyFile: ReadKeyFile;
}

/**
 * The configuration of two owners: the policy, with what it lets the application's file say.
 * @throws Failure INVALID_CONFIGURATION with every problem of the policy, else of the application's file
 */
export function parseOwnedConfiguration(source: OwnedSource): Configuration {
  const policy = parsePolicy(source.policy);
  const { application, image, readKeyFile } = source;
  const named = image === undefined ? {} : { image };
  if (application === undefined) {
    return configurationFrom(policy, mergeApplication(policy, named), 'policy', readKeyFile);
  }

  const document = readConfigurationDocument(application.file, application.bytes);
  const said = isJsonObject(document.value) ? document.value : {};
  document.refuse(document.value === undefined ? [] : refusals(document.value, policy));
  const hasImage = ['image', 'images'].some((name) => Object.hasOwn(said, name));
  const own = hasImage ? said : { ...said, ...named };
  const merged = mergeApplication(policy, own);
  const tell = (problems: readonly Problem[]) =>
    problems.map((problem) => placed(problem, merged.inApplication(problem.path), policy, said));
  document.refuse(
    tell(contentProblems(merged.value, writtenIn(document, policy, merged), 'configuration')),
  );

  const configuration = configurationFrom(
    policy,
    merged,
    `policy+${application.file}`,
    readKeyFile,
  );
  document.refuse(
    tell([...twinProblems(configuration, said), ...tagProblems(configuration.policy, said)]),
  );
  return configuration;
}

function refusals(value: unknown, policy: PolicyDocument): readonly Problem[] {
  if (isJsonObject(value)) return applicationProblems(value, policy);
  return [{ path: [], at: 'value', sentence: 'The file has to be a mapping, with `image: …`.' }];
}

function configurationFrom(
  policy: PolicyDocument,
  { value }: MergedSettings,
  file: string,
  readKeyFile: ReadKeyFile,
): Configuration {
  const configuration = configurationOf(value, file, readKeyFile);
  const mayName = [policy.applications.image].flat();
  return { ...configuration, application: { ...configuration.application, mayName } };
}

function writtenIn(
  document: ConfigurationDocument,
  policy: PolicyDocument,
  merged: MergedSettings,
) {
  return (path: Path) => {
    const inApplication = merged.inApplication(path);
    return inApplication === undefined ? policy.writtenAt(path) : document.writtenAt(inApplication);
  };
}

/** A problem of both together is told where the application's file has part in it, with the policy's line. */
function placed(
  { path, at, sentence }: Problem,
  own: Path | undefined,
  { lineOf }: PolicyDocument,
  said: JsonObject,
): Problem {
  const [root, name] = path;
  if (own !== undefined) {
    if (root !== 'environments' || name === undefined) return { path: own, at, sentence };
    const see = `See ${quoted(String(name))}, line ${lineOf([root, name])} of the policy.`;
    return { path: own, at, sentence: `${sentence} ${see}` };
  }
  if (path.length === 0) return { path, at, sentence };
  const causes = path[2] === 'tags' ? ['environments'] : ['image', 'images'];
  const cause = causes.find((member) => Object.hasOwn(said, member));
  return {
    path: cause === undefined ? [] : [cause],
    at: 'key',
    sentence: `${sentence} See line ${lineOf(path)} of the policy.`,
  };
}

/** Of the images that the file names; one that the step names is judged there. */
function twinProblems(configuration: Configuration, said: JsonObject): readonly Problem[] {
  return readDraft(said).images.flatMap(({ path, text }): readonly Problem[] => {
    const sentence = imageRefusal(configuration, text);
    return sentence === undefined ? [] : [{ path, at: 'value', sentence: `${sentence}.` }];
  });
}
