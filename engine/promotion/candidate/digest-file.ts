import { isDigest } from '../../oci/digest.ts';
import type { Claim } from './claim.ts';
import { digestFileUnusable, readBuilderFile } from './read-file.ts';

const WHAT = 'digest file';

/**
 * Reads what kaniko, buildah, podman and skopeo write: a bare digest, or `repository@digest` lines.
 * @param label `host/name` of the repository, which chooses among several lines
 */
export async function digestFile(cwd: string, path: string, label: string): Promise<Claim> {
  const text = (await readBuilderFile(cwd, path, WHAT)).toString('utf8').trim();
  const lines = [...new Set(text.split(/\s+/).filter((line) => line !== ''))];
  const chosen = lines.length > 1 ? lines.filter((line) => nameOf(line) === label) : lines;
  const [line, ...more] = [
    ...new Set(chosen.map((entry) => entry.slice(entry.lastIndexOf('@') + 1))),
  ];
  if (line === undefined) {
    const why = text === '' ? 'it is empty' : `none of its ${lines.length} lines names ${label}`;
    throw digestFileUnusable(WHAT, path, why);
  }
  if (more.length > 0) throw digestFileUnusable(WHAT, path, `it names several for ${label}`);
  if (!isDigest(line)) throw digestFileUnusable(WHAT, path, `"${line.slice(0, 80)}" is no digest`);
  return { digest: line, source: `the digest file ${path}` };
}

/** `host/name` of `host/name[:tag]@digest`. */
function nameOf(line: string): string {
  const name = line.split('@', 1)[0] ?? '';
  return name.replace(/:[^/:]*$/, '');
}
