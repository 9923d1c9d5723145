import { recordTag } from '../../engine/evidence/record-tag.ts';
import { digestOf } from '../../engine/oci/digest.ts';

const LABELS = ['build', 'test-result-passed', 'verdict-accepted', 'promotion'];

/** Tags of as many images as it takes, each with a tag of its build and four records. */
export function tagsOfOthers(count: number): readonly string[] {
  return Array.from({ length: count / 5 }, (_, build) => {
    const digest = digestOf(Buffer.from(`image ${build}`));
    const at = new Date(Date.UTC(2026, 0, 1, 0, build));
    const records = LABELS.map((label) => recordTag(digest, at, label, digest.slice(-8)));
    return [`1.0.${build}`, ...records];
  }).flat();
}
