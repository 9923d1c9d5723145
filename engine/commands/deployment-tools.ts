import type { Configuration, EnvironmentPolicy } from '../config/configuration.ts';
import type { DeploySources } from '../deploy/target.ts';
import type { DeploymentTools } from '../promotion/deployments/deploy-image.ts';
import { type OpenRegistry, openPullRepository } from '../promotion/environments.ts';
import type { SigningKey } from '../signing/signing-key.ts';
import type { CommandContext } from './command.ts';
import type { OpenHost } from './open-hosts.ts';
import { credentialsOf } from './open-registries.ts';
import { openWeb, withoutOurSecrets } from './open-web.ts';
import { readingOf } from './reading.ts';

/** What telling hosts takes from outside; nothing is opened before a target asks. */
export function deploymentTools(
  context: CommandContext,
  configuration: Configuration,
  open: {
    readonly registry: OpenRegistry;
    readonly host: OpenHost;
    /** Signs the records. */
    readonly key?: SigningKey | undefined;
  },
): DeploymentTools {
  const { clock, print, request } = context;
  const { requester, buildUrl } = request.jenkins;
  return {
    clock,
    print,
    reading: readingOf(clock, configuration),
    sources: ({ policy }) => sourcesOf(context, configuration, policy, open.host),
    openPull: (environment, image) =>
      openPullRepository(configuration, environment, image, open.registry),
    key: open.key,
    ...(requester !== undefined && { requester }),
    ...(buildUrl !== undefined && { url: buildUrl }),
  };
}

function sourcesOf(
  context: CommandContext,
  { policy }: Configuration,
  { repositories, pullFrom = repositories[0] }: EnvironmentPolicy,
  engine: OpenHost,
): DeploySources {
  const { cwd, clock, runProgram } = context;
  const env = withoutOurSecrets(context.env);
  const web = openWeb(context);
  return {
    send: ({ body, ...request }) =>
      web.send({ ...request, ...(body !== undefined && { body: Buffer.from(body, 'utf8') }) }),
    secret: web.secret,
    engine,
    async pullCredentials() {
      const registry = policy.registries.get(pullFrom?.registry ?? '');
      return registry === undefined ? undefined : credentialsOf(registry, context);
    },
    runProgram: (file, args, { env: own, ...options }) =>
      runProgram(file, args, { ...options, env: { ...env, ...own } }),
    workspace: cwd,
    clock,
  };
}
