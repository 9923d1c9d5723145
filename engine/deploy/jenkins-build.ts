import { oneLine } from '../failures.ts';
import type { HttpResponse } from '../http/request.ts';
import { isJsonObject, type JsonObject } from '../oci/json.ts';
import { jenkinsRoot } from '../web/jenkins-address.ts';
import { type Ask, addressOf, askJson, refuseDenied, wordsOf } from '../web/web-answer.ts';
import {
  buildGone,
  crumbAsked,
  jenkinsUnknown,
  jobAbsent,
  jobDisabled,
  notQueued,
} from './jenkins-failures.ts';
import type { DeployContext } from './target.ts';

/** Which job, and who we are there. */
export interface JobSettings {
  readonly job: string;
  readonly jenkins?: string;
  readonly credentials?: string;
}

/** A job that can be asked and started. */
export interface JenkinsJob {
  /** `deploy/checkout at jenkins.example.com`. */
  readonly name: string;
  /** @throws Failure JOB_ABSENT, JOB_DISABLED */
  read(): Promise<JobFacts>;
  /** @returns the id of what Jenkins queued, the same again while that waits. @throws Failure JOB_NOT_QUEUED */
  start(parameters: Readonly<Record<string, string>>): Promise<string>;
  /** Undefined once Jenkins has forgotten it, some minutes after it left the queue. */
  readQueued(id: string): Promise<JsonObject | undefined>;
  /** @throws Failure BUILD_GONE */
  readBuild(build: number): Promise<JobBuild>;
  urlOf(build: number): string;
}

export interface JobFacts {
  /** Names of those that it declares; Jenkins drops all others without a word. */
  readonly parameters: readonly string[];
  /** Latest first. */
  readonly builds: readonly JobBuild[];
}

export interface JobBuild {
  readonly number: number;
  /** Jenkins' own word; undefined while it runs. */
  readonly result?: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

const BUILD = 'number,building,result,actions[parameters[name,value]]';
const MOST_BUILDS = 100;
const JOB = `buildable,property[parameterDefinitions[name]],builds[${BUILD}]{0,${MOST_BUILDS}}`;
/** In a page for browsers. */
const NO_CRUMB = /no valid crumb/i;
const READ_BYTES = 4 * 1024 * 1024;

/** @throws Failure JENKINS_UNKNOWN */
export function openJob(
  { url, sources }: DeployContext,
  { job, jenkins, credentials }: JobSettings,
): JenkinsJob {
  const root = jenkinsRoot(jenkins ?? url);
  if (root === undefined) throw jenkinsUnknown();
  const home = new URL(`${root}${pathOf(job)}`);
  const name = `${oneLine(job, 100)} at ${home.host}`;
  const signedIn = credentials === undefined ? {} : { credential: credentials };
  const get: Ask = (at, options) => sources.send({ method: 'GET', url: at, ...options });
  const ask = (at: URL, tree: string) => {
    at.searchParams.set('tree', tree);
    return askJson(get, at, { ...signedIn, readBytes: READ_BYTES });
  };

  return {
    name,
    urlOf: (build) => new URL(`${build}/`, home).href,

    async read() {
      const facts = await ask(new URL('api/json', home), JOB);
      if (facts === undefined) throw jobAbsent(name);
      if (facts['buildable'] === false) throw jobDisabled(name);
      return { parameters: declaredIn(facts), builds: objectsOf(facts['builds']).map(buildOf) };
    },

    async start(parameters) {
      const at = new URL('buildWithParameters', home);
      const response = await sources.send({
        method: 'POST',
        url: at,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(parameters).toString(),
        // Once it has left the queue, the same parameters start another build.
        isOnce: true,
        ...signedIn,
      });
      const { status } = response;
      if (status === 403 && NO_CRUMB.test(textOf(response))) throw crumbAsked(home);
      refuseDenied(response, at, credentials);
      // Jenkins may name itself by another address than we do: only the number counts.
      const id = /\/queue\/item\/(\d+)\/?$/.exec(response.header('location') ?? '')?.[1];
      if (status === 201 && id !== undefined) return id;
      throw notQueued(name, `${addressOf(at)} gave HTTP ${status}${wordsOf(response)}`);
    },

    readQueued: (id) =>
      ask(new URL(`${root}queue/item/${id}/api/json`), 'why,cancelled,executable[number]'),

    async readBuild(build) {
      const facts = await ask(new URL(`${build}/api/json`, home), BUILD);
      if (facts === undefined) throw buildGone(build, name);
      return buildOf(facts);
    },
  };
}

/** `deploy/feature%2Fx` → `job/deploy/job/feature%252Fx/`: a branch is in its job's name as Jenkins encoded it. */
function pathOf(job: string): string {
  return job
    .split('/')
    .map((name) => `job/${encodeURIComponent(name)}/`)
    .join('');
}

function textOf({ body }: HttpResponse): string {
  return Buffer.from(body ?? []).toString('utf8');
}

function declaredIn({ property }: JsonObject): readonly string[] {
  return objectsOf(property)
    .flatMap(({ parameterDefinitions }) => objectsOf(parameterDefinitions))
    .map(({ name }) => String(name));
}

function buildOf({ number, building, result, actions }: JsonObject): JobBuild {
  const given = objectsOf(actions).flatMap(({ parameters }) => objectsOf(parameters));
  return {
    number: Number(number),
    parameters: Object.fromEntries(given.map(({ name, value }) => [String(name), value])),
    ...(building === false && typeof result === 'string' && { result: oneLine(result, 40) }),
  };
}

function objectsOf(list: unknown): readonly JsonObject[] {
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}
