import type { Configuration, EnvironmentPolicy } from '../config/configuration.ts';
import type { BuildRecord } from '../evidence/record.ts';
import { Failure } from '../failures.ts';
import { evaluateGates } from '../gates/evaluate.ts';
import type { GateSources } from '../gates/gate.ts';
import { gates } from '../gates/index.ts';
import type { JenkinsFacts } from '../jenkins/request.ts';
import type { Manifest } from '../oci/manifest.ts';
import type { Repository } from '../registry/repository.ts';
import {
  type Candidate,
  type CandidateRequest,
  findCandidate,
} from './candidate/find-candidate.ts';
import { isPlacement, placementsIn } from './candidate/recorded-tag.ts';
import {
  type Environment,
  neighboursOf,
  type OpenRegistry,
  openEnvironment,
} from './environments.ts';
import { heldRefusals, verdictsIn } from './held-rules.ts';
import { observeDestinations, observeSourceTags, platformsOf, tagsFor } from './observe.ts';
import { type ApprovalPlan, type BuildPlan, type Plan, planPromotion } from './plan.ts';

/** What a promotion needs to be planned. */
export interface PromotionRequest {
  readonly configuration: Configuration;
  readonly environment: string;
  /** Only from this one of the environment's `from`. */
  readonly from?: string;
  readonly candidate: CandidateRequest;
  readonly jenkins: JenkinsFacts;
  readonly openRegistry: OpenRegistry;
  readonly gateSources: (repository: Repository, root: Manifest) => GateSources;
}

/** The plan, with the open repositories that applying it needs. */
export interface PreparedPromotion {
  readonly plan: Plan;
  readonly candidate: Candidate;
  readonly environment: Environment;
  /** Other repositories of a destination's registry that may have the image. */
  readonly neighbours: (destination: Repository) => readonly Repository[];
}

/** Resolves, looks and plans; writes nothing. */
export async function preparePromotion(request: PromotionRequest): Promise<PreparedPromotion> {
  const { configuration, jenkins, openRegistry } = request;
  const { image, reading } = request.candidate;
  const open = (name: string) => openEnvironment(configuration, image, name, openRegistry);
  const environment = await open(request.environment);
  const candidate = await findCandidate(
    request.candidate,
    await Promise.all(sourcesOf(environment.policy, request.from).map(open)),
  );
  const { digest, mediaType } = candidate.manifest.descriptor;
  const build = buildOf(candidate.build);
  const from = { environment: candidate.from.name, repository: candidate.from.main.label };
  // Of an image that nobody recorded no build is known either: the rule that refuses it says more than a tag could.
  const isRecorded = candidate.ledger.entries.some((entry) => isPlacement(entry, from.environment));
  const tags = isRecorded ? tagsFor(environment, image, build) : [];
  const [observed, sourceTags] = await Promise.all([
    observeDestinations(environment, candidate, tags, reading),
    observeSourceTags(candidate, image, build),
  ]);
  const destinations = observed.map(({ destination }) => destination);
  const ledgers = [candidate.ledger, ...observed.map(({ ledger }) => ledger)];
  const problems = distinct(
    ledgers.flatMap((ledger) => ledger.problems),
    ({ sentence }) => sentence,
  );
  const doubted = distinct(
    ledgers.flatMap((ledger) => ledger.doubted),
    ({ tag }) => tag,
  );
  // A verdict may have been set where the image went, and nowhere else.
  const verdicts = verdictsIn(
    distinct(
      ledgers.flatMap((ledger) => ledger.entries),
      ({ tag }) => tag,
    ),
  );
  const findings = await evaluateGates(gates, environment.policy.gates, {
    image,
    environment: environment.name,
    from: from.environment,
    digest,
    verdicts,
    placements: placementsIn(candidate.ledger),
    build: { ...pick('number', build.number), ...pick('url', build.url) },
    requestedIn: {
      ...pick('number', jenkins.buildNumber),
      ...pick('url', jenkins.buildUrl),
      ...pick('result', jenkins.result),
    },
    now: reading.now,
    sources: request.gateSources(candidate.from.main, candidate.manifest),
    signal: new AbortController().signal,
  });
  const approval = approvalOf(environment.policy, jenkins.requester, candidate.build);
  const plan = planPromotion({
    image,
    environment: environment.name,
    ...pick('requestedBy', jenkins.requester),
    candidate: {
      digest,
      mediaType,
      source: candidate.source,
      platforms: platformsOf(candidate.manifest),
      build,
    },
    from,
    destinations,
    gates: findings,
    refusals: heldRefusals({
      digest,
      from,
      entries: candidate.ledger.entries,
      verdicts,
      problems,
      sourceTags,
      destinations,
      now: reading.now,
    }),
    ...(approval !== undefined && { approval }),
    policy: { file: configuration.file, digest: configuration.policy.digest },
    notes: [...problems, ...doubted].map(({ sentence }) => sentence),
  });
  const neighbours = (destination: Repository) => neighboursOf(configuration, image, destination);
  return { plan, candidate, environment, neighbours };
}

/** Once each: records travel, so that the same one is read in several places. */
function distinct<Item>(items: readonly Item[], keyOf: (item: Item) => string): readonly Item[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}

function sourcesOf(
  { name, from }: EnvironmentPolicy,
  wanted: string | undefined,
): readonly string[] {
  if (from.length === 0) {
    throw new Failure(
      'NOTHING_BEFORE',
      'usage',
      `Nothing is promoted into ${name}: it has no \`from\`, so builds push there.`,
      'Use recordImage after the build; promoteImage takes the image on from there.',
    );
  }
  if (wanted === undefined) return from;
  if (from.includes(wanted)) return [wanted];
  throw new Failure(
    'FROM_NOT_ALLOWED',
    'usage',
    `An image does not come to ${name} from ${wanted}.`,
    `In promotion.yaml, \`from\` of ${name} is: ${from.join(', ')}.`,
  );
}

function buildOf(build: BuildRecord | undefined): BuildPlan {
  if (build === undefined) return {};
  const { number, job, url, commit, branch, version, requestedBy, at } = build;
  return {
    ...pick('number', number),
    ...pick('job', job),
    ...pick('url', url),
    ...pick('commit', commit),
    ...pick('branch', branch),
    ...pick('version', version),
    ...pick('recordedBy', requestedBy),
    recordedAt: at.toISOString(),
  };
}

/** Names everybody who may not approve, so that the plan shows it and the answer can be held against it. */
function approvalOf(
  { approval }: EnvironmentPolicy,
  requester: string | undefined,
  build: BuildRecord | undefined,
): ApprovalPlan | undefined {
  if (approval === undefined) return undefined;
  const { submitters, timeoutMinutes, notBy } = approval;
  const requesters = notBy.includes('requester') && requester !== undefined ? [requester] : [];
  const committers = notBy.includes('committer') ? (build?.committers ?? []) : [];
  if (notBy.includes('committer') && committers.length === 0) throw committersUnknown();
  return {
    submitters,
    timeoutMinutes,
    excluded: [
      ...requesters.map((who) => ({ who, why: 'asked for this promotion' })),
      ...committers.map((who) => ({ who, why: 'wrote the commit' })),
    ],
  };
}

function pick<Name extends string>(
  name: Name,
  value: string | undefined,
): { readonly [key in Name]?: string } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [key in Name]?: string });
}

const committersUnknown = () =>
  new Failure(
    'COMMITTERS_UNKNOWN',
    'refused',
    'The approval excludes committers (`notBy: committer`), and the build record names none.',
    'Call recordImage in the workspace of the checkout, where git can tell who committed.',
  );
