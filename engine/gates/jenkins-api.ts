import { oneLine } from '../failures.ts';
import { isJsonObject, type JsonObject } from '../oci/json.ts';
import { isBuildBelow, JENKINS_ADDRESS, jenkinsRoot } from '../web/jenkins-address.ts';
import { askJson } from '../web/web-answer.ts';
import { CREDENTIALS, type WebCredential, webCredentials } from '../web/web-credential.ts';
import type { GateContext } from './gate.ts';
import { buildGone, buildUnknown, foreignJenkins, otherBuild } from './jenkins-failures.ts';

/** Which build is meant, and how to ask Jenkins about it. */
export interface JenkinsSettings {
  readonly of?: 'this' | 'recorded';
  readonly jenkins?: string;
  readonly credentials?: string;
}

/** Schemas of {@link JenkinsSettings}. */
export const JENKINS_SETTINGS = {
  of: {
    type: 'string',
    enum: ['this', 'recorded'],
    description:
      'Which build is meant: this one, that asks for the promotion (unless said), or the recorded one, that made the image.',
  },
  jenkins: {
    ...JENKINS_ADDRESS,
    description:
      'Address of the Jenkins that made the image, where it is not the one that asks; a record may name no other.',
  },
  credentials: {
    ...CREDENTIALS,
    description: "Id of a Jenkins credential with a user name and that user's API token.",
  },
};

export function jenkinsCredentials({ credentials }: JenkinsSettings): readonly WebCredential[] {
  return webCredentials(credentials === undefined ? {} : { credentials }, 'password');
}

/** A build that Jenkins can be asked about. */
export interface AskedBuild {
  /** `Build 9 of shop/checkout`. */
  readonly name: string;
  readonly url: URL;
  /** Of a recorded build, as Jenkins tells it now. */
  readonly result?: string;
  readonly isRunning: boolean;
  /**
   * What is at a path below the build's URL; undefined where nothing is (404).
   * @throws Failure
   */
  ask(path: string, readBytes?: number): Promise<JsonObject | undefined>;
}

const FACTS = 'api/json?tree=number,result,building,actions[lastBuiltRevision[SHA1]]';

/**
 * The build that the settings mean. A recorded one is looked up, and has to have built the recorded commit:
 * where a job was deleted and made anew, its numbers start again.
 * @throws Failure BUILD_UNKNOWN, FOREIGN_JENKINS, OTHER_BUILD, and what {@link askJson} throws
 */
export async function findBuild(
  context: GateContext,
  { of = 'this', jenkins, credentials }: JenkinsSettings,
): Promise<AskedBuild> {
  const { build, requestedIn } = context;
  const fact = of === 'this' ? requestedIn : build;
  const url = buildUrl(fact.url, of);
  const roots = [requestedIn.url, jenkins].flatMap((address) => jenkinsRoot(address) ?? []);
  if (!roots.some((root) => isBuildBelow(root, url))) throw foreignJenkins(url, roots);
  const number = oneLine(fact.number ?? url.pathname.split('/').at(-2) ?? '', 20);
  const name = `Build ${number}${fact.job === undefined ? '' : ` of ${oneLine(fact.job, 100)}`}`;
  const ask = (path: string, readBytes?: number) =>
    askJson(context.sources.get, new URL(path, url), {
      credential: credentials,
      ...(readBytes !== undefined && { readBytes }),
    });
  if (of === 'this') return { name, url, isRunning: true, ask };

  const facts = await ask(FACTS);
  if (facts === undefined) throw buildGone(name, url);
  const commits = builtCommits(facts);
  const { commit } = build;
  if (commit !== undefined && commits.length > 0 && !commits.some((one) => isSame(one, commit))) {
    throw otherBuild(name, commits[0] ?? '', commit);
  }
  const { result } = facts;
  return {
    name,
    url,
    ...(typeof result === 'string' && { result: oneLine(result, 40) }),
    isRunning: facts['building'] === true,
    ask,
  };
}

/** `https://jenkins.example.com/job/shop/job/feature%252Fx/10/`, and nothing that only looks like it. */
function buildUrl(text: string | undefined, of: 'this' | 'recorded'): URL {
  if (text === undefined || !URL.canParse(text)) throw buildUnknown(of);
  const url = new URL(text.endsWith('/') ? text : `${text}/`);
  const isPlain =
    url.search === '' && url.hash === '' && url.username === '' && url.password === '';
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  if (isWeb && isPlain && /\/job\/[^/]+\/\d+\/$/.test(url.pathname)) return url;
  throw buildUnknown(of);
}

function builtCommits({ actions }: JsonObject): readonly string[] {
  if (!Array.isArray(actions)) return [];
  return actions.flatMap((action: unknown) => {
    const revision = isJsonObject(action) ? action['lastBuiltRevision'] : undefined;
    const commit = isJsonObject(revision) ? revision['SHA1'] : undefined;
    return typeof commit === 'string' && commit !== '' ? [commit] : [];
  });
}

/** A record may hold the short form of a commit. */
function isSame(one: string, other: string): boolean {
  return other.length >= 7 && one.startsWith(other);
}
