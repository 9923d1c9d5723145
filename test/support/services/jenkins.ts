import { type Account, type Service, type ServiceAnswer, startService } from './service.ts';

/** What a Jenkins keeps of one build. */
export interface JenkinsBuild {
  readonly result: string | null;
  /** Where it has no result, unless said. */
  readonly building?: boolean;
  readonly commits?: readonly string[];
  readonly artifacts?: Readonly<Record<string, string>>;
  readonly stages?: readonly JenkinsStage[];
  /** As `/testReport/api/json` gives it. */
  readonly testReport?: object;
}

export interface JenkinsStage {
  readonly name: string;
  readonly status: string;
  /** Steps that ran in it; one unless said. */
  readonly steps?: number;
}

export interface Jenkins extends Service {
  /** `http://127.0.0.1:1234/job/shop/9/`. */
  buildUrl(path: string): string;
}

/** A Jenkins with builds by path (`job/shop/9`), with the plug-in Pipeline: REST API. */
export async function startJenkins(
  builds: Readonly<Record<string, JenkinsBuild>>,
  account?: Account,
): Promise<Jenkins> {
  const service = await startService((url) => {
    const [, path = '', rest = ''] = /^\/((?:job\/[^/]+\/)+\d+)\/(.*)$/.exec(url.pathname) ?? [];
    const build = builds[path];
    return build === undefined ? undefined : answerOf(build, path, rest, url.searchParams);
  }, account);
  return { ...service, buildUrl: (path) => `${service.url.href}${path}/` };
}

function answerOf(
  build: JenkinsBuild,
  path: string,
  rest: string,
  query: URLSearchParams,
): ServiceAnswer | undefined {
  const { result, building = result === null, commits = [] } = build;
  const { artifacts = {}, stages, testReport } = build;
  if (rest === 'api/json') {
    const all = {
      number: Number(path.split('/').at(-1)),
      result,
      building,
      // An action that has nothing of what was asked for is an empty object.
      actions: [{}, ...commits.map((SHA1) => ({ lastBuiltRevision: { SHA1 } })), null],
      artifacts: Object.keys(artifacts).map((relativePath) => ({ relativePath })),
    };
    return { body: only(all, query.get('tree')) };
  }
  if (rest === 'testReport/api/json') {
    return testReport === undefined ? undefined : { body: only(testReport, query.get('tree')) };
  }
  if (rest.startsWith('artifact/')) {
    const content = artifacts[decodeURIComponent(rest.slice('artifact/'.length))];
    return content === undefined ? undefined : { type: 'application/octet-stream', body: content };
  }
  return stages === undefined ? undefined : stageAnswer(stages, rest);
}

function stageAnswer(stages: readonly JenkinsStage[], rest: string): ServiceAnswer | undefined {
  const listed = stages.map(({ name, status }, at) => ({
    id: String(6 + at * 10),
    name,
    execNode: '',
    status,
    startTimeMillis: 1_795_000_000_000,
    durationMillis: 1000,
    pauseDurationMillis: 0,
  }));
  if (rest === 'wfapi/describe') return { body: { id: '9', status: 'SUCCESS', stages: listed } };
  const id = /^execution\/node\/(\d+)\/wfapi\/describe$/.exec(rest)?.[1];
  const at = listed.findIndex((stage) => stage.id === id);
  if (at === -1) return undefined;
  const steps = Array.from({ length: stages[at]?.steps ?? 1 }, (_, step) => ({
    id: String(7 + step),
    name: 'Shell Script',
    status: 'SUCCESS',
  }));
  return { body: { ...listed[at], stageFlowNodes: steps } };
}

/** `tree=a,b[c]` leaves out every other member. */
function only(all: object, tree: string | null): object {
  const names = (tree ?? '').replace(/\[[^[\]]*(?:\[[^\]]*\][^[\]]*)*\]/g, '').split(',');
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
}
