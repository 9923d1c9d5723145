import { Failure, oneLine } from '../failures.ts';
import { isJsonObject } from '../oci/json.ts';
import { addressOf, refuseDenied } from '../web/web-answer.ts';
import type { Gate, GateContext } from './gate.ts';
import {
  type AskedBuild,
  findBuild,
  JENKINS_SETTINGS,
  type JenkinsSettings,
  jenkinsCredentials,
} from './jenkins-api.ts';
import { count, nameSome } from './name-some.ts';
import { matchesPath, PATH_PATTERN } from './path-pattern.ts';

type Settings = JenkinsSettings & { readonly path: string; readonly atLeastBytes?: number };

const READ_BYTES = 32 * 1024 * 1024;
/** Every one is opened. */
const MOST_ARTIFACTS = 50;

/** The build archived a file, and it is not empty. */
export const artifact: Gate<Settings> = {
  kind: 'artifact',
  settings: {
    type: 'object',
    description: 'The Jenkins build has archived an artifact that is not empty.',
    required: ['path'],
    properties: {
      path: {
        ...PATH_PATTERN,
        description:
          'Path of the artifact as Jenkins lists it, or a pattern with *, ? and **; each that it stands for is looked at.',
      },
      atLeastBytes: {
        type: 'integer',
        minimum: 1,
        description: 'How long each has to be at least; 1 byte unless said.',
      },
      ...JENKINS_SETTINGS,
    },
  },

  credentials: jenkinsCredentials,

  async evaluate(context, { path, atLeastBytes = 1, ...settings }) {
    const build = await findBuild(context, settings);
    const listed = await listArtifacts(build);
    const found = listed.filter((one) => matchesPath(path, one));
    if (found.length === 0) {
      const has = listed.length === 0 ? 'none at all' : nameSome(listed.map(shown));
      return {
        outcome: 'fail',
        because: `${build.name} has no artifact ${oneLine(path)}; it has ${has}.`,
        remedy: 'Archive it in that build (archiveArtifacts), or correct `path` of this gate.',
      };
    }
    if (found.length > MOST_ARTIFACTS) throw tooMany(path, found.length);
    const short: string[] = [];
    for (const one of found) {
      const size = await sizeUpTo(context, build, one, atLeastBytes, settings.credentials);
      if (size < atLeastBytes) short.push(`${shown(one)} has ${count(size, 'byte')}`);
    }
    if (short.length > 0) {
      return {
        outcome: 'fail',
        because: `${build.name} has archived too little: ${nameSome(short, '; ')}. Required: ${count(atLeastBytes, 'byte')}.`,
        remedy: 'Look at what that build archived; it was cut short or never written.',
      };
    }
    return {
      outcome: 'pass',
      because: `${build.name} has ${count(found.length, 'artifact')}: ${nameSome(found.map(shown))}.`,
    };
  },
};

async function listArtifacts(build: AskedBuild): Promise<readonly string[]> {
  const answer = await build.ask('api/json?tree=artifacts[relativePath]', READ_BYTES);
  const artifacts = answer?.['artifacts'];
  if (!Array.isArray(artifacts)) throw notTold(build);
  return artifacts
    .filter(isJsonObject)
    .map(({ relativePath }) => relativePath)
    .filter((path) => typeof path === 'string');
}

/** Reads no more than is asked for; the list of Jenkins names no sizes. */
async function sizeUpTo(
  { sources }: GateContext,
  { url }: AskedBuild,
  path: string,
  most: number,
  credential: string | undefined,
): Promise<number> {
  const at = new URL(`artifact/${path.split('/').map(encodeURIComponent).join('/')}`, url);
  if (!at.href.startsWith(`${url.href}artifact/`)) throw notThere(at, 404);
  const response = await sources.get(at, {
    isStreamed: true,
    ...(credential !== undefined && { credential }),
  });
  refuseDenied(response, at, credential);
  if (response.status < 200 || response.status > 299) throw notThere(at, response.status);
  let size = 0;
  for await (const chunk of response.chunks) {
    size += chunk.length;
    if (size >= most) break;
  }
  return size;
}

function shown(path: string): string {
  return oneLine(path, 100);
}

const notTold = ({ name, url }: AskedBuild) =>
  new Failure(
    'ARTIFACTS_UNKNOWN',
    'absent',
    `${url.host} tells no artifacts of ${name.replace(/^B/, 'b')}.`,
    'Keep the build, and name `credentials` that may read the job and its artifacts.',
  );

const notThere = (at: URL, status: number) =>
  new Failure(
    'ARTIFACT_UNREADABLE',
    'unavailable',
    `${addressOf(at)} is listed and cannot be read (HTTP ${status}).`,
    'Look whether the artifact was deleted, and that the user of `credentials` may read artifacts.',
  );

const tooMany = (path: string, amount: number) =>
  new Failure(
    'TOO_MANY_ARTIFACTS',
    'configuration',
    `${oneLine(path)} stands for ${amount} artifacts, more than the ${MOST_ARTIFACTS} that we open.`,
    'Write a narrower `path`.',
  );
