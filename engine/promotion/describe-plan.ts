import { shortDigest } from '../oci/digest.ts';
import { count, formatTime } from './format.ts';
import type { BuildPlan, DestinationPlan, Plan } from './plan.ts';

/** The plan as a person reads it in a log: 100 columns, no colour, no control characters. */
export function describePlan(plan: Plan): string {
  const { image, environment, candidate, from, destinations, gates, refusals, notes } = plan;
  const rows: readonly (readonly [string, string])[] = [
    ['Image', `${image} ${candidate.digest}`],
    ['', `taken from ${candidate.source}`],
    ...(candidate.platforms.length > 0
      ? [
          [
            '',
            `${count(candidate.platforms.length, 'platform')}: ${candidate.platforms.join(', ')}`,
          ] as const,
        ]
      : []),
    ['Build', describeBuild(candidate.build)],
    ['From', `${from.environment}: ${from.repository}`],
    ...destinations.flatMap((destination) =>
      describeDestination(environment, destination, candidate.digest),
    ),
    ...gates.flatMap(({ kind, outcome, because, ...rest }, i) => [
      [
        i === 0 ? 'Gates' : '',
        `${outcome === 'pass' ? 'pass ' : outcome.toUpperCase().padEnd(5)} ${kind}: ${because}`,
      ] as const,
      ...('remedy' in rest ? [['', `      ${rest.remedy}`] as const] : []),
    ]),
    ...refusals.flatMap(({ because, remedy }, i) => [
      [i === 0 ? 'Refused' : '', because] as const,
      ['', remedy] as const,
    ]),
    ...notes.map((note, i) => [i === 0 ? 'Note' : '', note] as const),
    ['Next', describeNext(plan)],
  ];
  const lines = rows.map(([name, text]) => `  ${name.padEnd(8)}${clean(text)}`.trimEnd());
  return [`Promotion of ${image} to ${environment}`, ...lines].join('\n');
}

/** The question that an approver answers, with what it is about. */
export function describeApproval(plan: Plan): string {
  const { image, environment, candidate, destinations, requestedBy, gates } = plan;
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
    `Build: ${describeBuild(candidate.build)}`,
    `To: ${destinations.map(({ repository, tags }) => `${repository} as ${tags.map(({ name }) => name).join(', ')}`).join('; ')}`,
    `Replaces: ${replaced.length === 0 ? 'nothing' : replaced.map(shortDigest).join(', ')}`,
    `Gates: ${gates.length === 0 ? 'none' : gates.map(({ kind, outcome }) => `${kind} ${outcome}`).join(', ')}`,
    ...(requestedBy === undefined ? [] : [`Asked for by: ${requestedBy}`]),
  ]
    .map(clean)
    .join('\n');
}

/** The sentence for `error` where a plan is refused: every reason, and what to do about each. */
export function describeRefusal({ image, environment, gates, refusals, candidate }: Plan): string {
  // A gate that looks at the same thing as a rule would only say it twice.
  const isTold = (sentence: string) => refusals.some(({ because }) => because.startsWith(sentence));
  const reasons = [
    ...refusals.map(({ because, remedy }) => ({ what: '', because, remedy })),
    ...gates.flatMap((gate) =>
      gate.outcome === 'pass' || isTold(gate.because)
        ? []
        : [{ what: `Gate ${gate.kind}: `, because: gate.because, remedy: gate.remedy }],
    ),
  ];
  return [
    `${image} ${shortDigest(candidate.digest)} is not promoted to ${environment}, for ${count(reasons.length, 'reason')}:`,
    ...reasons.flatMap(({ what, because, remedy }) => [`- ${what}${because}`, `  ${remedy}`]),
  ]
    .map(clean)
    .join('\n');
}

function describeBuild({ number, job, commit, branch, recordedBy, recordedAt }: BuildPlan): string {
  if (recordedAt === undefined) return 'no build record';
  const source = [
    ...(commit === undefined ? [] : [`commit ${commit.slice(0, 12)}`]),
    ...(branch === undefined ? [] : [`branch ${branch}`]),
  ].join(', ');
  const name = [
    ...(number === undefined ? [] : [number]),
    ...(job === undefined ? [] : [`of ${job}`]),
  ];
  const who = recordedBy === undefined ? '' : ` by ${recordedBy}`;
  return `${name.join(' ') || 'unnamed'}${source === '' ? '' : ` (${source})`}, recorded${who} ${formatTime(new Date(recordedAt))}`;
}

function describeDestination(
  environment: string,
  { repository, hasImage, tags }: DestinationPlan,
  digest: string,
): readonly (readonly [string, string])[] {
  return [
    ['To', `${environment}: ${repository}${hasImage ? ', which has the image' : ''}`],
    ...tags.map(({ name, now }, i): readonly [string, string] => [
      i === 0 ? 'Tags' : '',
      `${name}${now === undefined ? ' (new)' : now === digest ? ' (there already)' : ` (moves from ${shortDigest(now)})`}`,
    ]),
  ];
}

function describeNext({ next, approval }: Plan): string {
  switch (next) {
    case 'refuse':
      return 'nothing; the promotion is refused';
    case 'approve':
      return `wait for an approval by ${approval?.submitters.join(' or ') ?? 'somebody'}`;
    case 'promote':
      return 'promote';
    case 'done':
      return 'nothing to do: it is all there already';
  }
}

/** Outside text may hold control characters, which could forge lines in a log. */
function clean(line: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
  return line.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ');
}
