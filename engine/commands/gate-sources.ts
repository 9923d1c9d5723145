import type { Configuration } from '../config/configuration.ts';
import { readAttestations } from '../evidence/signatures/read-attestations.ts';
import { readSignatures } from '../evidence/signatures/read-signatures.ts';
import type { GateSources } from '../gates/gate.ts';
import type { Manifest } from '../oci/manifest.ts';
import type { OpenRegistry } from '../promotion/environments.ts';
import { placedLast } from '../promotion/placed-last.ts';
import { readImageFacts } from '../registry/image-facts.ts';
import type { Repository } from '../registry/repository.ts';
import type { CommandContext } from './command.ts';
import { openWeb, withoutOurSecrets } from './open-web.ts';

/** What gates may have read for them, about an image in its source repository. */
export type OpenGateSources = (repository: Repository, root: Manifest) => GateSources;

/** Nothing is opened, and no credential looked up, before a gate asks. */
export function gateSources(
  context: CommandContext,
  configuration: Configuration,
  openRegistry: OpenRegistry,
): OpenGateSources {
  const { policy } = configuration;
  const { cwd, runProgram, clock } = context;
  const env = withoutOurSecrets(context.env);
  const web = openWeb(context);

  return (repository, root) => {
    const { digest } = root.descriptor;
    const now = clock.now();
    return {
      image: once(() => readImageFacts(repository, root)),
      placedLast: (named, environment) =>
        placedLast(configuration, openRegistry, named, { environment, now }),
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
      get: (url, { credential, headers, ...how } = {}) =>
        web.send({ method: 'GET', url, credential, ...(headers && { headers }), ...how }),
      runProgram: (file, args, options) => runProgram(file, args, { env, ...options }),
    };
  };
}

function once<T>(read: () => Promise<T>): () => Promise<T> {
  let reading: Promise<T> | undefined;
  return () => {
    reading ??= read();
    return reading;
  };
}
