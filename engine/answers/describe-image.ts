import { shortDigest } from '../oci/digest.ts';
import type { DigestFacts, PlacementRecord } from '../promotion/digest-facts.ts';
import { formatTime } from '../promotion/format.ts';
import { describeHold, type Hold } from '../promotion/holds.ts';
import { placedBy } from './facts-json.ts';
import { formatTimeAgo } from './time.ts';

/** A sentence below a row, after its mark. */
export interface Detail {
  readonly mark?: string;
  readonly text: string;
}

export const IMAGE_HEAD = ['build', 'image', 'commit', 'verdict', 'tests'];
export const MOST_OF_IMAGE = [14, 19, 12, 9, 7];

/** The cells of a row below {@link IMAGE_HEAD}. */
export function imageCells({ digest, builds, verdict, tests }: DigestFacts): readonly string[] {
  const [build] = builds;
  return [
    build?.number ?? '-',
    shortDigest(digest),
    build?.commit?.slice(0, 12) ?? '-',
    verdict?.is ?? '-',
    tests ?? '-',
  ];
}

/** Since when, by whose doing and by whose word. */
export function imageDetails(
  record: PlacementRecord,
  { verdict, holds }: DigestFacts,
  now: Date,
): readonly Detail[] {
  return [
    { text: `since ${formatTimeAgo(record.at, now)}, ${howOf(record)}` },
    ...(verdict === undefined
      ? []
      : [
          {
            text: `${verdict.is} by ${verdict.by}${verdict.until === undefined ? '' : ` until ${formatTime(verdict.until)}`}${verdict.reason === undefined ? '' : `: ${verdict.reason}`}`,
          },
        ]),
    ...holdDetails(holds),
  ];
}

export function holdDetails(holds: readonly Hold[]): readonly Detail[] {
  return holds.map(describeHold).flatMap(({ because, remedy }) => [
    { mark: 'HELD   ', text: because },
    { mark: '       ', text: `→ ${remedy}` },
  ]);
}

function howOf(record: PlacementRecord): string {
  const who = placedBy(record);
  const by = who === undefined ? '' : ` by ${who}`;
  if (record.kind === 'build') return `recorded${by}`;
  if (record.kind === 'rollback') return `rolled back to${by}: ${record.reason}`;
  const { from, approvedBy } = record;
  const approved = approvedBy.length === 0 ? '' : `, approved by ${approvedBy.join(', ')}`;
  return `promoted from ${from}${by}${approved}`;
}
