import { Failure } from '../failures.ts';
import { findCommitters } from '../jenkins/committers.ts';
import { builtDigest } from '../promotion/candidate/built-digest.ts';
import { deploySet } from '../promotion/deployments/deploy-set.ts';
import { firstEnvironment, openEnvironment } from '../promotion/environments.ts';
import { type BuildFacts, recordBuild } from '../promotion/record-build.ts';
import { manifestAbsent } from '../registry/failures.ts';
import { resolveManifest } from '../registry/manifests.ts';
import type { Command, CommandContext } from './command.ts';
import { deploymentTools } from './deployment-tools.ts';
import { openHosts } from './open-hosts.ts';
import { openRegistries } from './open-registries.ts';
import { openSigning } from './open-signing.ts';
import { readingOf } from './reading.ts';
import { referenceOf } from './reference-of.ts';
import { readStep, type Step, singleImage } from './step.ts';

/** Records what this build pushed: which digest, from which commit, by whom. */
export const record: Command = async (context) => {
  const { cwd, folder, clock, print } = context;
  const step = await readStep(context);
  const { options, configuration } = step;
  const image = singleImage(step, 'recordImage');
  const { records: key } = await openSigning(context, configuration);
  const name = options.text('env') ?? firstEnvironment(configuration);
  const registry = openRegistries(configuration, context);
  const environment = await openEnvironment(configuration, image, name, registry);
  if (environment.policy.from.length > 0) throw notBuiltInto(environment.name, configuration.file);
  const [digest, digestFile, metadata] = ['digest', 'digestFile', 'metadata'].map(options.text);
  const claim = await builtDigest(
    {
      ...(digest !== undefined && { digest }),
      ...(digestFile !== undefined && { digestFile }),
      ...(metadata !== undefined && { metadata }),
    },
    cwd,
    environment.main,
  );
  const build = await buildFacts(context, step, image);
  const reading = readingOf(clock, configuration, environment.name);
  const tags = await recordBuild(environment, claim, build, { reading, key, clock, print });

  const reference = referenceOf(environment.main, claim.digest);
  const { at, number, job, ...rest } = build;
  const recorded = {
    version: 1,
    digest: claim.digest,
    image,
    ...(number !== undefined && { build: number }),
    ...(job !== undefined && { job }),
  };
  const result = {
    ...recorded,
    outcome: 'recorded',
    reference,
    environment: environment.name,
    tags,
    at,
    ...rest,
  };
  await folder.write('record.json', `${JSON.stringify(recorded, null, 2)}\n`);
  await folder.write('reference.txt', `${reference}\n`);
  await folder.write('result.json', `${JSON.stringify(result, null, 2)}\n`);
  if (environment.policy.deploy === undefined) return;
  const open = { registry, host: openHosts(configuration, context), key };
  const subject = await resolveManifest(environment.main, claim.digest);
  if (subject === undefined) throw manifestAbsent(environment.main, claim.digest);
  const { failure } = await deploySet(
    [{ environment, image, subject }],
    deploymentTools(context, configuration, open),
    'stay',
  );
  if (failure !== undefined) throw failure;
};

/** It would set the tags of an environment that is entered through gates. */
const notBuiltInto = (name: string, file: string) =>
  new Failure(
    'NOT_BUILT_INTO',
    'usage',
    `Builds do not push to ${name}: it has a \`from\` in ${file}, so images enter it by a promotion.`,
    `Record the build where it pushed, and use promoteImage(env: '${name}').`,
  );

/** The step's options win over what Jenkins knows. */
async function buildFacts(
  { request, cwd, clock, runProgram }: CommandContext,
  { options }: Step,
  image: string,
): Promise<BuildFacts> {
  const { jenkins } = request;
  const commit = options.text('commit') ?? jenkins.commit;
  const branch = options.text('branch') ?? jenkins.branch;
  const version = options.text('version');
  return {
    at: clock.now(),
    image,
    committers: await findCommitters(commit, cwd, runProgram),
    ...(jenkins.buildNumber !== undefined && { number: jenkins.buildNumber }),
    ...(jenkins.jobName !== undefined && { job: jenkins.jobName }),
    ...(jenkins.buildUrl !== undefined && { url: jenkins.buildUrl }),
    ...(jenkins.requester !== undefined && { requestedBy: jenkins.requester }),
    ...(commit !== undefined && { commit }),
    ...(branch !== undefined && { branch }),
    ...(version !== undefined && { version }),
  };
}
