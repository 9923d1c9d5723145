import { environmentsBefore } from '../answers/verify-environments.ts';
import type { EnvironmentPolicy } from '../config/configuration.ts';
import { appendRecord } from '../evidence/append-record.ts';
import type { ApprovalRecord, BuildRecord } from '../evidence/record.ts';
import { Failure } from '../failures.ts';
import { approvals, whyNotCounted } from '../gates/approvals.ts';
import { isSamePerson } from '../gates/people.ts';
import { approvalOf } from '../promotion/approval-plan.ts';
import { findCandidate } from '../promotion/candidate/find-candidate.ts';
import { openEnvironment } from '../promotion/environments.ts';
import { formatTime } from '../promotion/format.ts';
import { resolveManifest } from '../registry/manifests.ts';
import { candidateRequest } from './candidate-request.ts';
import type { Command, CommandContext } from './command.ts';
import { openRegistries } from './open-registries.ts';
import { openSigning } from './open-signing.ts';
import { referenceOf } from './reference-of.ts';
import { readStep, type Step, singleImage } from './step.ts';
import { untilOf } from './until.ts';
import { whichPersonSays } from './who.ts';

const STEP = 'approveImage';

/** Writes that somebody approves a digest for an environment, for its gate `approvals` to count later. */
export const approve: Command = async (context) => {
  const { folder, print } = context;
  const step = await readStep(context);
  const { configuration } = step;
  const record = approvalIn(context, step);
  const policy = configuration.policy.environments.get(record.environment);
  const before = environmentsBefore(configuration, record.environment);
  if (policy !== undefined && before.length === 0) throw nothingBefore(record.environment);
  const image = singleImage(step, STEP);
  const { records: key } = await openSigning(context, configuration);
  const openRegistry = openRegistries(configuration, context);
  // Where it comes to later, the record comes with it. An environment that is not in the file is told by name.
  const names = policy === undefined ? [record.environment] : before;
  const environments = await Promise.all(
    names.map((name) => openEnvironment(configuration, image, name, openRegistry)),
  );
  const request = candidateRequest(context, step, image, record.environment);
  const candidate = await findCandidate(request, environments);
  if (policy !== undefined) refuseExcluded(record, policy, candidate.build);

  const { descriptor } = candidate.manifest;
  const end = record.until === undefined ? '' : `, until ${formatTime(record.until)}`;
  const repositories = new Map(
    environments.flatMap((environment) => environment.repositories).map((one) => [one.label, one]),
  );
  for (const repository of repositories.values()) {
    if ((await resolveManifest(repository, descriptor.digest)) === undefined) continue;
    await appendRecord(repository, descriptor, record, { key });
    const reference = referenceOf(repository, descriptor.digest);
    print(`Approved for ${record.environment} by ${record.by}${end}: ${reference}`);
  }
  if (!policy?.gates.some(({ kind }) => kind === approvals.kind)) {
    print(
      `Note: ${record.environment} has no gate \`approvals\` in ${configuration.file}, so nothing there counts this approval.`,
    );
  }
  const reference = referenceOf(candidate.from.main, descriptor.digest);
  const { kind: _, ...said } = record;
  const result = { version: 1, outcome: 'approved', reference, ...said };
  await folder.write('reference.txt', `${reference}\n`);
  await folder.write('result.json', `${JSON.stringify(result, null, 2)}\n`);
};

function approvalIn(context: CommandContext, step: Step): ApprovalRecord {
  const { options } = step;
  const environment = options.required('env', "env: 'uat', comment: '…'");
  const comment = options.text('comment');
  const at = context.clock.now();
  const until = untilOf(options.text('until'), at);
  const { buildUrl } = context.request.jenkins;
  return {
    kind: 'approval',
    at,
    environment,
    by: whichPersonSays(context, step, STEP),
    ...(comment !== undefined && { comment }),
    ...(until !== undefined && { until }),
    ...(buildUrl !== undefined && { url: buildUrl }),
  };
}

/** Nobody knows yet who will ask for the promotion; that is held against the approval when somebody does. */
function refuseExcluded(
  { by, environment }: ApprovalRecord,
  policy: EnvironmentPolicy,
  build: BuildRecord | undefined,
): void {
  const excluded = approvalOf(policy, undefined, build)?.excluded ?? [];
  const reason = excluded.find(({ who }) => isSamePerson(who, by));
  if (reason !== undefined) throw approverExcluded(by, reason.why, environment);
  // The settings were checked against the gate's own schema when promotion.yaml was read.
  const asked = policy.gates.filter(({ kind }) => kind === approvals.kind);
  const objections = asked.map(({ settings }) =>
    whyNotCounted(by, settings, { build: { committers: build?.committers ?? [] } }),
  );
  const [first] = objections;
  if (first !== undefined && !objections.includes(undefined)) {
    throw approverExcluded(by, first, environment);
  }
}

const approverExcluded = (by: string, why: string, environment: string) =>
  new Failure(
    'APPROVER_EXCLUDED',
    'refused',
    `The approval by ${by} would not count for ${environment}: ${by} ${why}.`,
    'Nothing was recorded. Have somebody else approve it, whom the policy lets.',
  );

const nothingBefore = (environment: string) =>
  new Failure(
    'NOTHING_BEFORE',
    'usage',
    `Nothing is promoted into ${environment}: it has no \`from\`, so builds push there without an approval.`,
    'Name the environment that the image is to enter.',
  );
