import type { Configuration } from '../config/configuration.ts';
import type { StepOptions } from '../jenkins/step-options.ts';
import type { DeploymentTools } from '../promotion/deployments/deploy-image.ts';
import { requireTargetsApart } from '../promotion/deployments/require-targets-apart.ts';
import { type PreparedPromotion, preparePromotion } from '../promotion/prepare.ts';
import type { SigningKeys } from '../promotion/write-promotion.ts';
import { candidateRequests } from './candidate-requests.ts';
import type { CommandContext } from './command.ts';
import { deploymentTools } from './deployment-tools.ts';
import { gateSources } from './gate-sources.ts';
import { openHosts } from './open-hosts.ts';
import { openRegistries } from './open-registries.ts';
import { openSigning } from './open-signing.ts';
import { readStep } from './step.ts';

/** What a step promotes, and with what it signs. */
export interface PreparedStep {
  readonly options: StepOptions;
  readonly configuration: Configuration;
  readonly prepared: readonly PreparedPromotion[];
  readonly keys: SigningKeys;
  readonly deploying: DeploymentTools;
  /** Nothing is written to any registry, and nothing refused. */
  readonly isDryRun: boolean;
}

/** Plans what `promoteImage` asks for: every image of the set, before anything is written. */
export async function prepareStep(context: CommandContext): Promise<PreparedStep> {
  const step = await readStep(context);
  const environment = step.options.required('env', "env: 'uat'");
  const isDryRun = step.options.flag('dryRun');
  const change = step.options.text('change');
  const keys = isDryRun ? {} : await openSigning(context, step.configuration, environment);
  const openRegistry = openRegistries(step.configuration, context);
  const openSources = gateSources(context, step.configuration, openRegistry);
  const openHost = openHosts(step.configuration, context);
  const { requests, from, notes } = await candidateRequests(context, step, environment, {
    registry: openRegistry,
    host: openHost,
  });
  const prepared = await Promise.all(
    requests.map((candidate) =>
      preparePromotion({
        configuration: step.configuration,
        environment,
        ...(from !== undefined && { from }),
        ...(change !== undefined && { change }),
        force: {
          gates: step.options.texts('force'),
          by: context.request.jenkins.requester,
          reason: step.options.text('reason'),
        },
        candidate,
        jenkins: context.request.jenkins,
        openRegistry,
        notes,
        gateSources: openSources,
      }),
    ),
  );
  const { options, configuration } = step;
  requireTargetsApart(
    prepared.map(({ plan, environment }) => ({ image: plan.image, policy: environment.policy })),
  );
  const deploying = deploymentTools(context, configuration, {
    registry: openRegistry,
    host: openHost,
    key: keys.records,
  });
  return { options, configuration, prepared, keys, deploying, isDryRun };
}
