import { describeRollbackPlan, describeUnchanged } from '../answers/describe-rollback.ts';
import { deploySet } from '../promotion/deployments/deploy-set.ts';
import { openEnvironment } from '../promotion/environments.ts';
import { formatTime } from '../promotion/format.ts';
import { applyRollback } from '../promotion/rollback/apply-rollback.ts';
import { planRollback, type RollbackPlan } from '../promotion/rollback/plan-rollback.ts';
import { candidateRequest } from './candidate-request.ts';
import type { Command, CommandContext } from './command.ts';
import { deploymentTools } from './deployment-tools.ts';
import { openHosts } from './open-hosts.ts';
import { openRegistries } from './open-registries.ts';
import { openSigning } from './open-signing.ts';
import { referenceOf } from './reference-of.ts';
import { readStep, singleImage } from './step.ts';
import { whoSays } from './who.ts';

const STEP = 'rollbackImage';

/** Takes an environment back to an image that was there before: records that on both images, moves its tags, and tells its hosts. */
export const rollback: Command = async (context) => {
  const { clock, print, request } = context;
  const step = await readStep(context);
  const { options, configuration } = step;
  const image = singleImage(step, STEP);
  const name = options.required('env', "env: 'uat', reason: '…'");
  const reason = options.required('reason', `env: '${name}', reason: '…'`);
  const by = whoSays(context, step, STEP);
  const isDryRun = options.flag('dryRun');
  const { records: key } = isDryRun ? {} : await openSigning(context, configuration);
  const openRegistry = openRegistries(configuration, context);
  const environment = await openEnvironment(configuration, image, name, openRegistry);
  const { thisBuild: _, ...candidate } = candidateRequest(context, step, image, name);
  const plan = await planRollback(environment, candidate);

  const { buildUrl: url } = request.jenkins;
  const said = plan.begun ?? { at: clock.now(), by, reason, ...(url !== undefined && { url }) };
  if (plan.isDone) {
    print(describeUnchanged(plan));
    await tellHosts(plan);
    return writeResult(context, plan, said, 'unchanged');
  }
  print(describeRollbackPlan(plan, said));
  if (isDryRun) {
    print('This was a dry run: nothing was written, and no tag moved.');
    return writeResult(context, plan, said, 'planned');
  }
  if (plan.begun !== undefined) {
    print(`Going on with what ${said.by} began on ${formatTime(said.at)}.`);
  }
  await applyRollback(plan, { ...said, key, clock, print });
  await tellHosts(plan);
  print(`Rolled back ${name}: ${referenceOf(environment.main, plan.to.digest)}`);
  await writeResult(context, plan, said, 'rolled-back');

  async function tellHosts({ places: [place] }: RollbackPlan): Promise<void> {
    if (place === undefined) return;
    const open = { registry: openRegistry, host: openHosts(configuration, context), key };
    const tools = deploymentTools(context, configuration, open);
    const subject = place.manifest.descriptor;
    const { failure } = await deploySet([{ environment, image, subject }], tools, 'stay');
    if (failure !== undefined) throw failure;
  }
};

/** What else has to follow the environment, such as a deployment, finds here where it went. */
async function writeResult(
  { folder }: CommandContext,
  { image, environment, to, from, places, skipped }: RollbackPlan,
  said: { readonly at: Date; readonly by: string; readonly reason: string; readonly url?: string },
  outcome: 'rolled-back' | 'unchanged' | 'planned',
): Promise<void> {
  const { at, by, reason, url } = said;
  const references = places.map(({ repository }) => referenceOf(repository, to.digest));
  const result = {
    version: 1,
    outcome,
    image,
    environment,
    reference: references[0],
    references,
    to: to.digest,
    ...(from !== undefined && { from: from.digest }),
    tags: places.flatMap(({ repository, tags }) =>
      tags.map(({ name, now }) => ({
        repository: repository.label,
        name,
        ...(now !== undefined && { was: now }),
      })),
    ),
    skipped,
    by,
    reason,
    at,
    ...(url !== undefined && { url }),
  };
  // A dry run took nothing anywhere.
  if (outcome !== 'planned') await folder.write('reference.txt', `${references[0]}\n`);
  await folder.write('result.json', `${JSON.stringify(result, null, 2)}\n`);
}
