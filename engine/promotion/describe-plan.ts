import { withoutControls } from '../failures.ts';
import { type GateFinding, isRefusing, labelOfGate } from '../gates/evaluate.ts';
import { shortDigest } from '../oci/digest.ts';
import { refusalReasons } from './describe-refusal.ts';
import { count, formatTime, wrap } from './format.ts';
import { type BuildPlan, type DestinationPlan, isInPlace, type Plan } from './plan.ts';

const WIDTH = 100;
const INDENT = 10;

/** The plan as a person reads it in a log: 100 columns, no colour, no control characters. */
export function describePlan(plan: Plan): string {
  const { image, environment, candidate, from, destinations, notes } = plan;
  const { digest, source, platforms, build } = candidate;
  return [
    `Promotion of ${image} to ${environment}`,
    ...section('Image', [
      `${image} ${digest}`,
      `taken from ${source}`,
      ...(platforms.length > 0
        ? [`${count(platforms.length, 'platform')}: ${platforms.join(', ')}`]
        : []),
    ]),
    ...section('Build', describeBuild(build)),
    ...section('From', [`${from.environment}: ${from.repository}`]),
    ...destinations.flatMap((destination) => [
      ...section('To', [describeDestination(environment, destination)]),
      ...section('Tags', describeTags(destination, digest)),
    ]),
    ...section('Hosts', describeDeployments(plan)),
    ...section('Gates', describeGates(plan)),
    ...section('Note', notes),
    ...section('Next', [describeNext(plan)]),
  ].join('\n');
}

/** A name before the first line; lines too long are broken at spaces. */
function section(name: string, lines: readonly string[]): readonly string[] {
  return lines
    .flatMap((line) => wrap(withoutControls(line), WIDTH - INDENT, '  '))
    .map((line, i) => `${(i === 0 ? `  ${name}` : '').padEnd(INDENT)}${line}`);
}

function describeDeployments({ deployments = [] }: Plan): readonly string[] {
  return deployments.map(({ target, isDone }) => `${target}${isDone ? ' (told already)' : ''}`);
}

/** Of a refused promotion only which gates: why, and what to do, is what the log ends with. */
function describeGates({ gates, next }: Plan): readonly string[] {
  const words = ['FAIL', 'ERROR', 'pass'].map((word) => ({
    word,
    named: gates.filter((gate) => next === 'refuse' && wordFor(gate) === word),
  }));
  const rest = gates.filter((gate) => !words.some(({ named }) => named.includes(gate)));
  return [
    ...words
      .filter(({ named }) => named.length > 0)
      .map(({ word, named }) => `${word.padEnd(5)} ${named.map(labelOfGate).join(', ')}`),
    ...rest.map((gate) => `${wordFor(gate)}  ${labelOfGate(gate)}: ${gate.because}`),
  ];
}

/** In capitals what keeps the image out. */
function wordFor(gate: GateFinding): string {
  const { outcome, forced } = gate;
  if (outcome === 'pass') return 'pass';
  if (forced !== undefined) return `forced by ${forced.by}`;
  return isRefusing(gate) ? outcome.toUpperCase() : 'warn';
}

/** The question that an approver answers, with what it is about. */
export function describeApproval(plan: Plan): string {
  const { image, environment, candidate, destinations, requestedBy, gates } = plan;
  const { deployments = [] } = plan;
  const replaced = [
    ...new Set(
      destinations.flatMap(({ tags }) =>
        tags.flatMap(({ now }) => (now === undefined ? [] : [now])),
      ),
    ),
  ].filter((digest) => digest !== candidate.digest);
  return [
    `Promote ${image} to ${environment}?`,
    `Image: ${candidate.digest}`,
    `Build: ${describeBuild(candidate.build).join(', ')}`,
    `To: ${destinations.map(({ repository, tags }) => `${repository} as ${tags.map(({ name }) => name).join(', ')}`).join('; ')}`,
    `Replaces: ${replaced.length === 0 ? 'nothing' : replaced.map(shortDigest).join(', ')}`,
    `Gates: ${gates.length === 0 ? 'none' : gates.map((gate) => `${labelOfGate(gate)} ${wordFor(gate)}`).join(', ')}`,
    ...(deployments.length === 0
      ? []
      : [`Then: ${deployments.map(({ target }) => target).join(', ')}`]),
    ...(requestedBy === undefined ? [] : [`Asked for by: ${requestedBy}`]),
  ]
    .map(withoutControls)
    .join('\n');
}

/** What was built, and who recorded it. */
function describeBuild(build: BuildPlan): readonly string[] {
  const { number, job, commit, branch, recordedBy, recordedAt } = build;
  if (recordedAt === undefined) return ['no build record'];
  const source = [
    ...(commit === undefined ? [] : [`commit ${commit.slice(0, 12)}`]),
    ...(branch === undefined ? [] : [`branch ${branch}`]),
  ].join(', ');
  const name = [
    ...(number === undefined ? [] : [number]),
    ...(job === undefined ? [] : [`of ${job}`]),
  ];
  const who = recordedBy === undefined ? '' : ` by ${recordedBy}`;
  return [
    `${name.join(' ') || 'unnamed'}${source === '' ? '' : ` (${source})`}`,
    `recorded${who} ${formatTime(new Date(recordedAt))}`,
  ];
}

function describeDestination(
  environment: string,
  { repository, hasImage }: DestinationPlan,
): string {
  return `${environment}: ${repository}${hasImage ? ', which has the image' : ''}`;
}

function describeTags({ tags }: DestinationPlan, digest: string): readonly string[] {
  return tags.map(({ name, now }) => {
    if (now === undefined) return `${name} (new)`;
    return now === digest ? `${name} (there already)` : `${name} (moves from ${shortDigest(now)})`;
  });
}

function describeNext(plan: Plan): string {
  const { next, approval } = plan;
  switch (next) {
    case 'refuse':
      return `nothing: it is refused, for ${count(refusalReasons(plan).length, 'reason')} (see below)`;
    case 'approve':
      return `wait for ${approval?.atLeast === 1 ? 'an approval' : `${approval?.atLeast} approvals`} by ${approval?.submitters.join(' or ') ?? 'somebody'}`;
    case 'promote':
      return isInPlace(plan) ? 'tell the hosts: the tags are in place' : 'promote';
    case 'done':
      return 'nothing to do: it is all there already';
  }
}
