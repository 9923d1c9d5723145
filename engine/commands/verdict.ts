import { appendRecord } from '../evidence/append-record.ts';
import type { VerdictRecord } from '../evidence/record.ts';
import { Failure } from '../failures.ts';
import { findCandidate } from '../promotion/candidate/find-candidate.ts';
import { openEnvironment } from '../promotion/environments.ts';
import { resolveManifest } from '../registry/manifests.ts';
import { candidateRequest } from './candidate-request.ts';
import type { Command, CommandContext } from './command.ts';
import { openRegistries } from './open-registries.ts';
import { openSigning } from './open-signing.ts';
import { referenceOf } from './reference-of.ts';
import { readStep, type Step, singleImage } from './step.ts';
import { untilOf } from './until.ts';
import { whoSays } from './who.ts';

const VERDICTS = ['accepted', 'rejected', 'revoked'] as const;

/** Writes what QA says of a digest, wherever that digest is. */
export const verdict: Command = async (context) => {
  const { folder, print } = context;
  const step = await readStep(context);
  const record = verdictOf(context, step);
  const { options, configuration } = step;
  const image = singleImage(step, 'imageVerdict');
  const { records: key } = await openSigning(context, configuration);
  const openRegistry = openRegistries(configuration, context);
  const env = options.text('env');
  const names = env === undefined ? [...configuration.policy.environments.keys()] : [env];
  const environments = await Promise.all(
    names.map((name) => openEnvironment(configuration, image, name, openRegistry)),
  );
  const candidate = await findCandidate(candidateRequest(context, step, image), environments);
  const { descriptor } = candidate.manifest;

  const repositories = new Map(
    environments.flatMap((environment) => environment.repositories).map((one) => [one.label, one]),
  );
  for (const repository of repositories.values()) {
    if ((await resolveManifest(repository, descriptor.digest)) === undefined) continue;
    await appendRecord(repository, descriptor, record, { key });
    print(`${record.is} by ${record.by}: ${referenceOf(repository, descriptor.digest)}`);
  }
  const reference = referenceOf(candidate.from.main, descriptor.digest);
  const result = { version: 1, outcome: 'verdict', reference, ...record };
  await folder.write('reference.txt', `${reference}\n`);
  await folder.write('result.json', `${JSON.stringify(result, null, 2)}\n`);
};

function verdictOf(context: CommandContext, step: Step): VerdictRecord {
  const { clock, request } = context;
  const { options } = step;
  const { buildUrl } = request.jenkins;
  const is = options.required('is', "is: 'accepted', reason: '…'");
  const known = VERDICTS.find((name) => name === is);
  if (known === undefined) throw unknownVerdict(is);
  const reason = options.text('reason');
  if (known !== 'accepted' && reason === undefined) throw reasonMissing(known);
  const by = whoSays(context, step, 'imageVerdict');
  const at = clock.now();
  const until = untilOf(options.text('until'), at);
  return {
    kind: 'verdict',
    at,
    is: known,
    by,
    ...(until !== undefined && { until }),
    ...(reason !== undefined && { reason }),
    ...(buildUrl !== undefined && { url: buildUrl }),
  };
}

const unknownVerdict = (is: string) =>
  new Failure(
    'UNKNOWN_VERDICT',
    'usage',
    `\`${is.slice(0, 60)}\` is no verdict.`,
    `Write imageVerdict(is: 'accepted'), or 'rejected', or 'revoked'.`,
  );

const reasonMissing = (is: string) =>
  new Failure(
    'REASON_MISSING',
    'usage',
    `An image is not ${is} without a reason.`,
    `Write imageVerdict(is: '${is}', reason: '…'): whoever is refused later reads it.`,
  );
