import type { Configuration } from '../config/configuration.ts';
import { credentialVariables, secretVariables } from '../config/credential-variables.ts';
import { readAttestations } from '../evidence/signatures/read-attestations.ts';
import { readSignatures } from '../evidence/signatures/read-signatures.ts';
import { Failure } from '../failures.ts';
import type { GateSources } from '../gates/gate.ts';
import { createClient, DEFAULT_PATIENCE } from '../http/client.ts';
import { createDispatcher } from '../http/dispatcher.ts';
import { createLimiter } from '../http/limiter.ts';
import type { HttpSender } from '../http/request.ts';
import { visit } from '../http/visit.ts';
import type { Manifest } from '../oci/manifest.ts';
import { readImageFacts } from '../registry/image-facts.ts';
import type { Repository } from '../registry/repository.ts';
import type { CommandContext } from './command.ts';

/** A gate has a time limit of its own, so a server is not waited for as long as in a copy. */
const PATIENCE = { ...DEFAULT_PATIENCE, attempts: 4, totalMs: 60_000, firstByteMs: 60_000 };

/** What gates may have read for them, about an image in its source repository. */
export type OpenGateSources = (repository: Repository, root: Manifest) => GateSources;

/** Nothing is opened, and no credential looked up, before a gate asks. */
export function gateSources(context: CommandContext, { policy }: Configuration): OpenGateSources {
  const { cwd, runProgram, clock } = context;
  const withoutSecrets = withoutOurSecrets(context.env);
  let opened: HttpSender | undefined;

  return (repository, root) => {
    const { digest } = root.descriptor;
    const now = clock.now();
    return {
      image: once(() => readImageFacts(repository, root)),
      signatures: (keys) => readSignatures(repository, digest, keys, now),
      attestations: async (keys) =>
        (await readAttestations(repository, digest, keys, now)).map(({ statement, ...found }) => ({
          ...found,
          ...(statement !== undefined && {
            predicateType: statement.predicateType,
            predicate: statement.predicate,
          }),
        })),
      trustedKeys: policy.trust?.keys ?? [],
      workspace: cwd,
      async get(url, { credential, headers = {}, ...how } = {}) {
        const authorization =
          credential === undefined ? {} : { authorization: authorizationOf(credential, context) };
        return visit(sender(), {
          method: 'GET',
          url,
          headers: { ...headers, ...authorization },
          ...how,
        });
      },
      runProgram: (file, args, options) =>
        runProgram(file, args, { env: withoutSecrets, ...options }),
    };
  };

  function sender(): HttpSender {
    opened ??= createClient(
      createDispatcher(context.env, undefined),
      createLimiter(clock.sleep),
      clock,
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
  if (token === undefined) throw credentialAbsent(id, username, password, text);
  mask.add(token);
  return `Bearer ${token}`;
}

/** A program of a gate has no business with what Jenkins bound for us. */
function withoutOurSecrets(env: CommandContext['env']): CommandContext['env'] {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !name.startsWith('PROMOTE_IMAGE_')),
  );
}

function once<T>(read: () => Promise<T>): () => Promise<T> {
  let reading: Promise<T> | undefined;
  return () => {
    reading ??= read();
    return reading;
  };
}

const credentialAbsent = (id: string, username: string, password: string, token: string) =>
  new Failure(
    'CREDENTIALS_ABSENT',
    'denied',
    `The credential "${id}" of a gate is not here: neither ${username} and ${password} nor ${token} are set.`,
    'In Jenkins, the steps bind it: check that a credential of this id exists, with user name and password or as a secret text, as the gate asks. Elsewhere, set the variables.',
  );
