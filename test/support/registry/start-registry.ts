import type { RequestListener } from 'node:http';
import { type Address, readRequest } from './address.ts';
import type { Answer } from './answer.ts';
import type { Behaviour, Inside } from './behaviours/behaviour.ts';
import { folderStorage, memoryStorage } from './blob-storage.ts';
import { type Listeners, openListeners, type Tls } from './listeners.ts';
import { operate } from './operations.ts';
import type { RegistryRequest } from './request.ts';
import { type LoggedRequest, logEntry } from './request-log.ts';
import { reply } from './send.ts';
import { createSignIn, type SignInOptions } from './sign-in.ts';
import { Store } from './store.ts';
import { createUploads } from './uploads.ts';
import type { RepositoryOptions } from './write-policy.ts';

export interface RegistryOptions extends SignInOptions {
  /** Hosted Nexus repositories by name; one open `docker-dev` when left out. */
  readonly repositories?: Readonly<Record<string, RepositoryOptions>>;
  /** `port` when left out. */
  readonly address?: Address;
  readonly tls?: Tls;
  /** `memory` when left out, or the path of a folder. */
  readonly storage?: string;
  readonly behaviours?: readonly Behaviour[];
}

/** Where an image is pushed to and pulled from. */
export interface Target {
  readonly url: string;
  readonly prefix?: string;
  readonly repository: string;
}

export interface Registry {
  /** What goes into promotion.yaml as `url`. */
  url(repository: string): string;
  /** What goes into promotion.yaml as `prefix`: the repository under path routing, else undefined. */
  prefix(repository: string): string | undefined;
  /** `url` and `prefix` beside an image's name. */
  target(repository: string, image: string): Target;
  /** Everything asked so far, in the order of arrival. */
  readonly requests: readonly LoggedRequest[];
  clearRequests(): void;
  readonly store: Store;
  /** Adds a behaviour from now on. */
  use(behaviour: Behaviour): Promise<void>;
  close(): Promise<void>;
}

/** Starts a registry shaped like Nexus, in this process, on free loopback ports. */
export async function startRegistry(options: RegistryOptions = {}): Promise<Registry> {
  const { repositories = { 'docker-dev': {} }, address = 'port', storage = 'memory' } = options;
  const names = Object.keys(repositories);
  const store = new Store(names);
  const uploads = createUploads(
    store,
    storage === 'memory' ? memoryStorage : folderStorage(storage),
    (repository) => repositories[repository] ?? {},
  );
  const signIn = createSignIn(options, names);
  const behaviours: Behaviour[] = [];
  const requests: LoggedRequest[] = [];
  const listeners: Listeners = openListeners(options.tls);

  const handle = (request: RegistryRequest) => operate(store, uploads, repositories, request);
  const inside: Inside = {
    store,
    handle,
    listen: (listener) => listeners.open(() => listener),
    serve: (incoming, response) => {
      const request = readRequest(incoming, `http://${incoming.headers.host}`, address, undefined);
      void reply(response, request.method, () => handle(request));
    },
  };

  async function answer(request: RegistryRequest): Promise<Answer> {
    let found: Answer | undefined;
    for (const behaviour of behaviours) found ??= await behaviour.intercept?.(request, inside);
    if (request.route.kind === 'token') found ??= signIn.issueToken(request);
    found ??= signIn.check(request);
    for (const behaviour of behaviours) found ??= await behaviour.answer?.(request, inside);
    found ??= await handle(request);
    for (const behaviour of behaviours) {
      found = (await behaviour.alter?.(request, found, inside)) ?? found;
    }
    return found;
  }

  const listenerFor =
    (bound: string | undefined) =>
    (origin: () => string): RequestListener =>
    (incoming, response) => {
      const request = readRequest(incoming, origin(), address, bound);
      const entry = logEntry(request, Date.now());
      requests.push(entry);
      void reply(response, request.method, async () => {
        const said = await answer(request);
        entry.status = said.status;
        return said;
      });
    };

  const urls = new Map<string, string>();
  if (address === 'port') {
    for (const name of names) urls.set(name, await listeners.open(listenerFor(name)));
  } else {
    const origin = await listeners.open(listenerFor(undefined));
    const isBelow = address === 'repository-path';
    for (const name of names) urls.set(name, isBelow ? `${origin}/repository/${name}` : origin);
  }
  const use = async (behaviour: Behaviour) => {
    await behaviour.start?.(inside);
    behaviours.push(behaviour);
  };
  for (const behaviour of options.behaviours ?? []) await use(behaviour);

  const url = (repository: string) => {
    const found = urls.get(repository);
    if (found === undefined) throw new Error(`The test registry has no repository ${repository}.`);
    return found;
  };
  const prefix = (repository: string) => (address === 'path-routing' ? repository : undefined);
  return {
    url,
    prefix,
    target(repository, image) {
      const first = prefix(repository);
      return {
        url: url(repository),
        ...(first !== undefined && { prefix: first }),
        repository: image,
      };
    },
    requests,
    clearRequests: () => void requests.splice(0),
    store,
    use,
    async close() {
      await listeners.close();
      await uploads.close();
    },
  };
}
