import { credentialVariables, secretVariables } from '../config/credential-variables.ts';
import { Failure } from '../failures.ts';
import { createClient, DEFAULT_PATIENCE } from '../http/client.ts';
import { createDispatcher } from '../http/dispatcher.ts';
import { createLimiter } from '../http/limiter.ts';
import type { HttpRequest, HttpResponse, HttpSender } from '../http/request.ts';
import { visit } from '../http/visit.ts';
import type { CommandContext } from './command.ts';

/** Gates and deployments have time limits of their own, so a server is not waited for as long as in a copy. */
const PATIENCE = { ...DEFAULT_PATIENCE, attempts: 4, totalMs: 60_000, firstByteMs: 60_000 };

export interface WebRequest extends HttpRequest {
  /** Id of a Jenkins credential; never sent to another origin than the URL's. */
  readonly credential?: string | undefined;
}

/** Servers that are no registries. */
export interface Web {
  /** Follows redirects of a GET only. @throws Failure when there is no answer, or no such credential */
  send(request: WebRequest): Promise<HttpResponse>;
  /** A Jenkins secret text, masked from now on. @throws Failure CREDENTIALS_ABSENT */
  secret(id: string): string;
}

/** One for each command, so that all that asks a server keeps to one limit there. */
const webs = new WeakMap<CommandContext, Web>();

/** Nothing is opened, and no credential looked up, before it is asked for. */
export function openWeb(context: CommandContext): Web {
  const web = webs.get(context) ?? createWeb(context);
  webs.set(context, web);
  return web;
}

function createWeb(context: CommandContext): Web {
  let opened: HttpSender | undefined;
  return {
    async send({ credential, headers = {}, ...request }) {
      const authorization =
        credential === undefined ? {} : { authorization: authorizationOf(credential, context) };
      const signedIn = { ...request, headers: { ...headers, ...authorization } };
      return request.method === 'GET' ? visit(sender(), signedIn) : sender().send(signedIn);
    },
    secret(id) {
      const { text } = secretVariables(id);
      const secret = context.env[text];
      if (secret === undefined) throw credentialAbsent(id, `${text} is not set`, 'a secret text');
      context.mask.add(secret);
      return secret;
    },
  };

  function sender(): HttpSender {
    opened ??= createClient(
      createDispatcher(context.env, undefined),
      createLimiter(context.clock.sleep),
      context.clock,
      PATIENCE,
    );
    return opened;
  }
}

/** User and password as Basic; a secret text as a bearer token. Both are masked from now on. */
function authorizationOf(id: string, { env, mask }: CommandContext): string {
  const { username, password } = credentialVariables(id);
  const { text } = secretVariables(id);
  const [user, word, token] = [env[username], env[password], env[text]];
  if (user !== undefined && word !== undefined) {
    const pair = Buffer.from(`${user}:${word}`).toString('base64');
    mask.add(word);
    mask.add(pair);
    return `Basic ${pair}`;
  }
  if (token === undefined) {
    throw credentialAbsent(
      id,
      `neither ${username} and ${password} nor ${text} are set`,
      'user name and password or a secret text, as promotion.yaml asks',
    );
  }
  mask.add(token);
  return `Bearer ${token}`;
}

/** A program that promotion.yaml names has no business with what Jenkins bound for us. */
export function withoutOurSecrets(env: CommandContext['env']): CommandContext['env'] {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !name.startsWith('PROMOTE_IMAGE_')),
  );
}

const credentialAbsent = (id: string, why: string, kind: string) =>
  new Failure(
    'CREDENTIALS_ABSENT',
    'denied',
    `The credential "${id}" is not here: ${why}.`,
    `In Jenkins, the steps bind it: check that a credential of this id exists, of kind ${kind}. Elsewhere, set the variables.`,
  );
