import type { Configuration, EnvironmentPolicy } from '../config/configuration.ts';
import type { BuildRecord } from '../evidence/record.ts';
import { Failure } from '../failures.ts';
import { evaluateGates } from '../gates/evaluate.ts';
import type { GateSources } from '../gates/gate.ts';
import { gates } from '../gates/index.ts';
import type { JenkinsFacts } from '../jenkins/request.ts';
import type { Manifest } from '../oci/manifest.ts';
import type { Repository } from '../registry/repository.ts';
import { approvalOf } from './approval-plan.ts';
import {
  type Candidate,
  type CandidateRequest,
  findCandidate,
} from './candidate/find-candidate.ts';
import { isPlacement } from './candidate/recorded-tag.ts';
import { planDeployments } from './deployments/plan-deployments.ts';
import {
  type Environment,
  neighboursOf,
  type OpenRegistry,
  openEnvironment,
} from './environments.ts';
import { type ForceRequest, forceGates } from './force-gates.ts';
import { gateContext } from './gate-context.ts';
import { heldRefusals, verdictsIn } from './held-rules.ts';
import { environmentHolds, imageHolds } from './holds.ts';
import { observeDestinations, observeSourceTags, platformsOf, tagsFor } from './observe.ts';
import { type BuildPlan, type Plan, planPromotion } from './plan.ts';

/** What a promotion needs to be planned. */
export interface PromotionRequest {
  readonly configuration: Configuration;
  readonly environment: string;
  /** Only from this one of the environment's `from`. */
  readonly from?: string;
  readonly candidate: CandidateRequest;
  readonly jenkins: JenkinsFacts;
  /** Id of the change that the request names. */
  readonly change?: string;
  readonly openRegistry: OpenRegistry;
  /** Sentences for the reader on what is promoted. */
  readonly notes: readonly string[];
  /** What is put through although gates say no; names no gates where nothing is. */
  readonly force: ForceRequest;
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
  const [observed, sourceTags, held] = await Promise.all([
    observeDestinations(environment, candidate, tags, reading),
    observeSourceTags(candidate, image, build),
    environmentHolds(environment, reading),
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
  const everywhere = distinct(
    ledgers.flatMap((ledger) => ledger.entries),
    ({ tag }) => tag,
  );
  const verdicts = verdictsIn(everywhere);
  const findings = await evaluateGates(
    gates,
    environment.policy.gates,
    gateContext(
      { candidate, environment, image, entries: everywhere, verdicts, now: reading.now },
      request.gateSources(candidate.from.main, candidate.manifest),
      jenkins,
      request.change,
    ),
  );
  const { force } = request;
  const weighed = forceGates(findings, force, environment.policy.force);
  if (weighed instanceof Failure) throw weighed;
  const [first] = observed;
  const deployments = planDeployments(
    environment.policy,
    image,
    digest,
    first?.ledger.entries ?? [],
  );
  const approval = approvalOf(environment.policy, jenkins.requester, candidate.build);
  const plan = planPromotion({
    image,
    environment: environment.name,
    ...pick('requestedBy', jenkins.requester),
    ...pick('change', request.change),
    candidate: {
      digest,
      mediaType,
      source: candidate.source,
      platforms: platformsOf(candidate.manifest),
      build,
    },
    from,
    destinations,
    gates: weighed,
    refusals: heldRefusals({
      digest,
      environment: environment.name,
      from,
      entries: candidate.ledger.entries,
      everywhere,
      holds: [...held.holds, ...imageHolds(digest, everywhere, problems, reading.now)],
      verdicts,
      problems,
      sourceTags,
      destinations,
      now: reading.now,
      ...(force.gates.includes('rolled-back') && {
        forced: { by: force.by ?? '', reason: force.reason ?? '' },
      }),
    }),
    ...(force.gates.length > 0 && {
      force: { by: force.by ?? '', reason: force.reason ?? '', gates: force.gates },
    }),
    ...(approval !== undefined && { approval }),
    ...(deployments.length > 0 && { deployments }),
    policy: { file: configuration.file, digest: configuration.policy.digest },
    notes: [
      ...request.notes,
      ...[...problems, ...doubted].map(({ sentence }) => sentence),
      ...held.notes,
    ],
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

function pick<Name extends string>(
  name: Name,
  value: string | undefined,
): { readonly [key in Name]?: string } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [key in Name]?: string });
}
