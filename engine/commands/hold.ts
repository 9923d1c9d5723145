import { appendRecord } from '../evidence/append-record.ts';
import { appendHold } from '../evidence/hold-journal.ts';
import type { HoldRecord } from '../evidence/record.ts';
import { Failure } from '../failures.ts';
import { findCandidate } from '../promotion/candidate/find-candidate.ts';
import { type OpenRegistry, openEnvironment } from '../promotion/environments.ts';
import { formatTime } from '../promotion/format.ts';
import { resolveManifest } from '../registry/manifests.ts';
import type { SigningKey } from '../signing/signing-key.ts';
import { candidateRequest } from './candidate-request.ts';
import type { Command, CommandContext } from './command.ts';
import { openRegistries } from './open-registries.ts';
import { openSigning } from './open-signing.ts';
import { referenceOf } from './reference-of.ts';
import { readStep, type Step, singleImage } from './step.ts';
import { untilOf } from './until.ts';
import { whoSays } from './who.ts';

const STEP = 'holdPromotions';

/** With what holds are written. */
interface Writing {
  readonly record: HoldRecord;
  readonly key: SigningKey | undefined;
  readonly openRegistry: OpenRegistry;
}

/** Holds an environment or an image, so that nothing goes in or that it goes nowhere; or releases it. */
export const hold: Command = async (context) => {
  const { folder, print } = context;
  const step = await readStep(context);
  const record = holdOf(context, step);
  const { records: key } = await openSigning(context, step.configuration);
  const writing = { record, key, openRegistry: openRegistries(step.configuration, context) };
  const { kind: _, state, ...said } = record;
  const { environment, by, until } = said;
  const written =
    environment === undefined
      ? await holdImage(context, step, writing)
      : await holdEnvironment(step, environment, writing);
  const end = until === undefined ? '' : `, until ${formatTime(until)}`;
  for (const place of written) {
    print(`${environment ?? 'Image'} ${state} by ${by}${end}: ${place}`);
  }
  const [reference] = environment === undefined ? written : [];
  if (reference !== undefined) await folder.write('reference.txt', `${reference}\n`);
  const named = reference === undefined ? {} : { reference };
  const result = { version: 1, outcome: state, ...named, written, ...said };
  await folder.write('result.json', `${JSON.stringify(result, null, 2)}\n`);
};

/** @returns the repositories that it was written to */
async function holdEnvironment(
  { configuration, images }: Step,
  name: string,
  { record, key, openRegistry }: Writing,
): Promise<readonly string[]> {
  const environments = await Promise.all(
    images.map((image) => openEnvironment(configuration, image, name, openRegistry)),
  );
  if (environments.some(({ policy }) => policy.from.length === 0)) throw nothingToHold(name);
  const repositories = environments.flatMap((environment) => environment.repositories);
  for (const repository of repositories) await appendHold(repository, name, record, key);
  return repositories.map(({ label }) => label);
}

/** @returns the image wherever it is, the place where it was found first */
async function holdImage(
  context: CommandContext,
  step: Step,
  { record, key, openRegistry }: Writing,
): Promise<readonly string[]> {
  const image = singleImage(step, STEP);
  const { configuration } = step;
  const names = [...configuration.policy.environments.keys()];
  const environments = await Promise.all(
    names.map((name) => openEnvironment(configuration, image, name, openRegistry)),
  );
  const { from, manifest } = await findCandidate(
    candidateRequest(context, step, image),
    environments,
  );
  const { descriptor } = manifest;
  const repositories = [from, ...environments].flatMap((environment) => environment.repositories);
  const written: string[] = [];
  for (const repository of new Map(repositories.map((one) => [one.label, one])).values()) {
    if ((await resolveManifest(repository, descriptor.digest)) === undefined) continue;
    await appendRecord(repository, descriptor, record, { key });
    written.push(referenceOf(repository, descriptor.digest));
  }
  return written;
}

function holdOf(context: CommandContext, step: Step): HoldRecord {
  const { options } = step;
  const environment = options.text('env');
  const named = ['digest', 'tag', 'fromBuild', 'fromJob'].filter(
    (name) => options.text(name) !== undefined,
  );
  if ((environment === undefined) === (named.length === 0)) throw holdWhat(named[0]);
  const state = options.text('state') ?? 'held';
  if (state !== 'held' && state !== 'released') throw unknownState(state);
  const reason = options.required('reason', "env: 'uat', reason: '…'");
  const at = context.clock.now();
  const until = untilOf(options.text('until'), at);
  if (state === 'released' && until !== undefined) throw releaseEnds();
  const { buildUrl } = context.request.jenkins;
  return {
    kind: 'hold',
    at,
    state,
    ...(environment !== undefined && { environment }),
    by: whoSays(context, step, STEP),
    reason,
    ...(until !== undefined && { until }),
    ...(buildUrl !== undefined && { url: buildUrl }),
  };
}

const holdWhat = (named: string | undefined) =>
  new Failure(
    'HOLD_WHAT',
    'usage',
    named === undefined
      ? 'It is not said what is held: an environment, or one image.'
      : `It is not clear what is held: \`env\` means everything that would enter it, and \`${named}\` means one image wherever it would go.`,
    "Write holdPromotions(env: 'uat', reason: '…'), or holdPromotions(fromBuild: 41, reason: '…') with `digest:`, `tag:` or `fromBuild:`.",
  );

const unknownState = (state: string) =>
  new Failure(
    'UNKNOWN_STATE',
    'usage',
    `\`${state.slice(0, 60)}\` is no state of a hold.`,
    "Write state: 'released', or leave it out to hold.",
  );

const releaseEnds = () =>
  new Failure(
    'RELEASE_ENDS',
    'usage',
    'A release has no end, so `until` says nothing here.',
    "Leave `until` out; to hold for some time, write holdPromotions(env: 'uat', until: '2d', reason: '…').",
  );

const nothingToHold = (name: string) =>
  new Failure(
    'NOTHING_TO_HOLD',
    'usage',
    `Nothing is promoted into ${name}: it has no \`from\`, so builds push there, and no hold would stop them.`,
    'Hold the environments that come after it.',
  );
