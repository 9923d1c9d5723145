import { verifyPromotion } from '../answers/verify.ts';
import {
  describeObjections,
  describeVerification,
  isVerified,
  verificationJson,
} from '../answers/verify-describe.ts';
import { readVerification } from '../answers/verify-read.ts';
import { Failure } from '../failures.ts';
import { type Digest, parseDigest } from '../oci/digest.ts';
import { isTag, TAG_RULE } from '../oci/reference.ts';
import { type Environment, openEnvironment } from '../promotion/environments.ts';
import { manifestAbsent } from '../registry/failures.ts';
import { resolveManifest } from '../registry/manifests.ts';
import { answer } from './answer.ts';
import type { Command } from './command.ts';
import { openRegistries } from './open-registries.ts';
import { readingOf } from './reading.ts';
import { referenceOf } from './reference-of.ts';
import { readStep, type Step, singleImage } from './step.ts';

/** Says whether a digest is in an environment by the path that the policy asks for; refuses where it is not. */
export const verify: Command = async (context) => {
  const step = await readStep(context);
  const { options, configuration } = step;
  const image = singleImage(step, 'verifyImage');
  const name = options.required('env', "env: 'uat', digest: 'sha256:…'");
  const mustBeSamePolicy = decidedBy(step) === 'same';
  const openRegistry = openRegistries(configuration, context);
  const environment = await openEnvironment(configuration, image, name, openRegistry);
  const tag = options.text('tag');
  const digest = await digestOf(step, environment);
  const reading = readingOf(context.clock, configuration, name);
  const facts = await readVerification({
    ...{ configuration, image, environment, digest, mustBeSamePolicy, reading, openRegistry },
    ...(tag !== undefined && { tag }),
  });
  const verified = facts.map((one) => ({
    repository: one.repository,
    findings: verifyPromotion(one),
  }));
  const { policy } = configuration;
  const about = {
    ...{ image, environment: name, digest },
    policy: { file: configuration.file, digest: policy.digest, mustBeSame: mustBeSamePolicy },
  };
  const json = verificationJson(about, verified, reading.now);
  await answer(context, step, describeVerification(about, verified), json);
  if (!isVerified(verified)) {
    throw new Failure(
      'NOT_VERIFIED',
      'refused',
      describeObjections(about, verified),
      'Do not deploy it as it is.',
    );
  }
  await context.folder.write('reference.txt', `${referenceOf(environment.main, digest)}\n`);
};

/** The digest, or what the tag is at now in the environment's first repository. */
async function digestOf({ options }: Step, { main }: Environment): Promise<Digest> {
  const digest = options.text('digest');
  const tag = options.text('tag');
  if (digest !== undefined) return parseDigest(digest);
  if (tag === undefined) {
    throw new Failure(
      'NOTHING_TO_VERIFY',
      'usage',
      'It is not said which image is to be verified.',
      "Write verifyImage(env: 'uat', digest: 'sha256:…') or, for what a tag is at now, verifyImage(env: 'uat', tag: '10-uat').",
    );
  }
  if (!isTag(tag)) {
    throw new Failure(
      'INVALID_TAG',
      'usage',
      `\`${tag.slice(0, 60)}\` is no tag: ${TAG_RULE}.`,
      'Give the tag alone, without registry and repository; a digest goes into `digest:`.',
    );
  }
  const found = await resolveManifest(main, tag);
  if (found === undefined) throw manifestAbsent(main, `Tag ${tag}`);
  return found.digest;
}

function decidedBy({ options }: Step): 'same' | 'any' {
  const policy = options.text('decidedBy') ?? 'same';
  if (policy === 'same' || policy === 'any') return policy;
  throw new Failure(
    'INVALID_OPTION',
    'usage',
    `\`decidedBy: '${policy.slice(0, 40)}'\` is neither 'same' nor 'any'.`,
    "Write decidedBy: 'any' where a promotion under an older policy is good enough.",
  );
}
