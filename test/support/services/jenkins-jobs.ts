import {
  type Account,
  type Asked,
  type Service,
  type ServiceAnswer,
  startService,
} from './service.ts';

/** A parameterised job, and how its builds end. */
export interface Job {
  readonly declares: readonly string[];
  /** SUCCESS unless said. */
  readonly result?: string;
  readonly buildable?: boolean;
  /** What it queues is cancelled, or forgotten, before a build begins; or nothing is queued. */
  readonly queued?: 'cancelled' | 'forgotten' | 'refused';
  readonly builds?: readonly JobBuild[];
}

export interface JobBuild {
  readonly parameters: Readonly<Record<string, string>>;
  /** Undefined while it runs, which is until it was asked for once. */
  readonly result?: string;
}

export interface JobServer extends Service {
  /** Of the job at this path, the first first. */
  buildsOf(path: string): readonly JobBuild[];
}

/** Who may come in: with an API token, or with a password that Jenkins wants a crumb for. */
export interface Accounts {
  readonly token?: Account;
  readonly password?: Account;
}

/** As Jenkins names itself, which is not how we reach it. */
const OWN_ADDRESS = 'http://jenkins.internal:8080';
const CRUMB_PAGE =
  '<html><h2>HTTP ERROR 403 No valid crumb was included in the request</h2></html>';

interface Queued {
  readonly path: string;
  readonly parameters: Readonly<Record<string, string>>;
  asks: number;
  build?: number;
}

/** A Jenkins with jobs by path (`job/deploy/job/checkout`); what is queued is built when it was asked for twice. */
export async function startJobServer(
  jobs: Readonly<Record<string, Job>>,
  { token, password }: Accounts = {},
): Promise<JobServer> {
  const built = new Map<string, JobBuild[]>(
    Object.entries(jobs).map(([path, { builds = [] }]): [string, JobBuild[]] => [
      path,
      [...builds],
    ]),
  );
  const queue: Queued[] = [];
  const service = await startService(
    (url, asked) => {
      if (
        asked.method === 'POST' &&
        password !== undefined &&
        asked.headers.authorization === password
      ) {
        return { status: 403, type: 'text/html;charset=utf-8', body: CRUMB_PAGE };
      }
      const [, item] = /^\/queue\/item\/(\d+)\/api\/json$/.exec(url.pathname) ?? [];
      if (item !== undefined) return queueAnswer(Number(item));
      const [, path = '', rest = ''] =
        /^\/((?:job\/[^/]+\/?)+?)\/((?:\d+\/)?api\/json|buildWithParameters)$/.exec(url.pathname) ??
        [];
      const job = jobs[path];
      return job === undefined ? undefined : jobAnswer(path, job, rest, asked);
    },
    password === undefined ? token : undefined,
  );
  return { ...service, buildsOf: (path) => built.get(path) ?? [] };

  function jobAnswer(
    path: string,
    job: Job,
    rest: string,
    asked: Asked,
  ): ServiceAnswer | undefined {
    const builds = built.get(path) ?? [];
    if (rest === 'buildWithParameters') return start(path, job, asked);
    if (rest === 'api/json') {
      const parameterDefinitions = job.declares.map((name) => ({ name }));
      const listed = builds.map((build, at) => shown(build, at + 1)).reverse();
      const property = [{}, { parameterDefinitions }];
      return { body: { buildable: job.buildable ?? true, property, builds: listed } };
    }
    const number = Number.parseInt(rest, 10);
    const build = builds[number - 1];
    if (build === undefined) return undefined;
    builds[number - 1] = { result: job.result ?? 'SUCCESS', ...build };
    return { body: shown(build, number) };
  }

  function start(path: string, job: Job, { method, body }: Asked): ServiceAnswer {
    if (method !== 'POST') return { status: 405, body: '' };
    if (job.buildable === false) return { status: 409, body: '' };
    if (job.queued === 'refused') return { status: 302, headers: { location: '.' }, body: '' };
    const parameters = Object.fromEntries(
      [...new URLSearchParams(body)].filter(([name]) => job.declares.includes(name)),
    );
    const text = JSON.stringify([path, parameters]);
    const same = queue.findIndex(
      (item) => item.build === undefined && JSON.stringify([item.path, item.parameters]) === text,
    );
    const id = same === -1 ? queue.push({ path, parameters, asks: 0 }) : same + 1;
    return { status: 201, headers: { location: `${OWN_ADDRESS}/queue/item/${id}/` }, body: '' };
  }

  function queueAnswer(id: number): ServiceAnswer | undefined {
    const item = queue[id - 1];
    const fate = jobs[item?.path ?? '']?.queued;
    if (item === undefined || fate === 'forgotten') return undefined;
    if (fate === 'cancelled') return { body: { cancelled: true, why: null } };
    item.asks += 1;
    if (item.asks === 1) return { body: { why: 'In the quiet period. Expires in 4.9 sec' } };
    item.build ??= built.get(item.path)?.push({ parameters: item.parameters }) ?? 0;
    return { body: { cancelled: false, why: null, executable: { number: item.build } } };
  }
}

function shown({ parameters, result }: JobBuild, number: number): object {
  const given = Object.entries(parameters).map(([name, value]) => ({ name, value }));
  return {
    number,
    building: result === undefined,
    result: result ?? null,
    actions: [{}, { parameters: given }],
  };
}
