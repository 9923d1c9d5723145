import type { DockerEngine } from '../docker/engine.ts';
import type { Service } from '../docker/service.ts';
import { listServices } from '../docker/services.ts';
import { type RunningImage, whatRuns } from '../docker/what-runs.ts';
import { describeError, Failure } from '../failures.ts';

/** What a host runs now. */
export interface HostContent {
  readonly host: string;
  /** Of a swarm, whose services and tasks it knows; they are empty of any other engine. */
  readonly isManager: boolean;
  readonly services: readonly Service[];
  readonly tasks: readonly RunningImage[];
  /** Of this engine alone, those of tasks too. */
  readonly containers: readonly RunningImage[];
}

/** A host that could not be asked, and why, as a sentence. */
export interface SilentHost {
  readonly host: string;
  readonly silence: string;
}

/** Asks a host what it runs; each once, whoever wants to know. */
export type AskHost = (name: string) => Promise<HostContent | SilentHost>;

/** @param open opens a host that promotion.yaml names */
export function askHosts(open: (name: string) => Promise<DockerEngine>): AskHost {
  const asked = new Map<string, Promise<HostContent | SilentHost>>();
  return (host) => {
    const answer = asked.get(host) ?? ask(host, open);
    asked.set(host, answer);
    return answer;
  };
}

async function ask(
  host: string,
  open: (name: string) => Promise<DockerEngine>,
): Promise<HostContent | SilentHost> {
  try {
    const engine = await open(host);
    const [swarm, containers = []] = await Promise.all([
      readSwarm(engine),
      whatRuns(engine, { containers: 'all' }),
    ]);
    return { host, ...swarm, containers };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { host, silence: `What runs on ${host} is not known: ${describeError(error)}` };
  }
}

async function readSwarm(
  engine: DockerEngine,
): Promise<Pick<HostContent, 'isManager' | 'services' | 'tasks'>> {
  try {
    const [services, tasks = []] = await Promise.all([
      listServices(engine),
      whatRuns(engine, { services: 'all' }),
    ]);
    return { isManager: true, services, tasks };
  } catch (error) {
    if (error instanceof Failure && error.code === 'NOT_A_MANAGER') {
      return { isManager: false, services: [], tasks: [] };
    }
    throw error;
  }
}
