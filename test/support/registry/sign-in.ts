import { randomUUID } from 'node:crypto';
import { type Answer, failure, json, withHeaders } from './answer.ts';
import type { RegistryRequest } from './request.ts';

export type Privilege = 'read' | 'add' | 'edit' | 'delete';

/** Repository to what may be done there; left out, everything. */
export type Privileges = Readonly<Record<string, readonly Privilege[]>>;

export interface User {
  readonly password: string;
  readonly may?: Privileges;
}

export interface SignInOptions {
  /** Left out: nobody has to sign in. */
  readonly users?: Readonly<Record<string, User>>;
  /** What may be done without signing in, where there are users; nothing when left out. */
  readonly anonymous?: { readonly may?: Privileges };
  /** `bearer` is Nexus's token realm; `basic` when left out. */
  readonly signIn?: 'basic' | 'bearer';
}

export interface SignIn {
  /** The refusal, or undefined for a request that may go on. */
  check(request: RegistryRequest): Answer | undefined;
  /** Answers `GET …/v2/token`. */
  issueToken(request: RegistryRequest): Answer;
}

type Holder = { readonly may?: Privileges };

/** @see https://help.sonatype.com/en/docker-authentication.html */
export function createSignIn(options: SignInOptions, repositories: readonly string[]): SignIn {
  const { users, signIn = 'basic' } = options;
  const visitor: Holder | undefined = users === undefined ? {} : options.anonymous;
  const tokens = new Map<string, Holder>();

  function holderOf({ headers }: RegistryRequest): Holder | undefined {
    if (users === undefined && signIn === 'basic') return visitor;
    const [scheme = '', value = ''] = (headers.authorization ?? '').split(' ');
    if (scheme.toLowerCase() === 'basic') return userOf(value, users);
    if (scheme.toLowerCase() === 'bearer') return tokens.get(value);
    return signIn === 'bearer' ? undefined : visitor;
  }

  function challenge(request: RegistryRequest): Answer {
    return withHeaders(unauthorized(), {
      'WWW-Authenticate':
        signIn === 'basic'
          ? 'BASIC realm="Sonatype Nexus Repository Manager"'
          : `Bearer realm="${tokenUrl(request)}",service="${tokenUrl(request)}"`,
    });
  }

  /** Under path routing Nexus names the realm of some repository. */
  function tokenUrl({ origin, base, repository }: RegistryRequest): string {
    if (base === '/v2' && repository !== '') return `${origin}/v2/token`;
    const named = repository === '' ? repositories[0] : repository;
    return `${origin}/repository/${named}/v2/token`;
  }

  return {
    check(request) {
      const holder = holderOf(request);
      if (holder === undefined) return challenge(request);
      if (request.route.kind === 'ping') return undefined;
      const allowed = holder.may?.[request.repository] ?? (holder.may === undefined ? ALL : []);
      if (allowed.includes(privilegeFor(request.method))) return undefined;
      return request.headers.authorization === undefined ? challenge(request) : denied();
    },

    issueToken(request) {
      const isNamed = request.headers.authorization !== undefined;
      const holder = isNamed ? holderOf(request) : visitor;
      if (holder === undefined) return unauthorized();
      const token = `DockerToken.${randomUUID()}`;
      tokens.set(token, holder);
      return json(200, { token });
    },
  };
}

const ALL: readonly Privilege[] = ['read', 'add', 'edit', 'delete'];

function privilegeFor(method: string): Privilege {
  if (method === 'PUT') return 'edit';
  if (method === 'DELETE') return 'delete';
  return method === 'POST' || method === 'PATCH' ? 'add' : 'read';
}

function userOf(basic: string, users: SignInOptions['users']): Holder | undefined {
  const [, name = '', password = ''] =
    /^([^:]*):(.*)$/s.exec(Buffer.from(basic, 'base64').toString()) ?? [];
  const user = Object.entries(users ?? {}).find(([known]) => known === name)?.[1];
  return user?.password === password ? user : undefined;
}

function unauthorized(): Answer {
  return failure(401, 'UNAUTHORIZED', 'access to the requested resource is not authorized');
}

function denied(): Answer {
  return failure(403, 'DENIED', 'access to the requested resource is not authorized');
}
