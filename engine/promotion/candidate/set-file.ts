import { Failure } from '../../failures.ts';
import { type Digest, isDigest } from '../../oci/digest.ts';
import { isRepositoryName, isTag } from '../../oci/reference.ts';
import { readBuilderFile } from './read-file.ts';

/** One image of a release set, and which of it, where the file says so. */
export interface SetMember {
  readonly image: string;
  readonly digest?: Digest;
  readonly tag?: string;
}

const WHAT = 'list of the release set';

/**
 * Reads one image a line: `shop/checkout`, `shop/checkout:10` or `shop/checkout@sha256:…`; empty lines and
 * those that start with `#` are left out.
 * @throws Failure SET_UNUSABLE with every wrong line
 */
export async function readSetFile(cwd: string, path: string): Promise<readonly SetMember[]> {
  const text = (await readBuilderFile(cwd, path, WHAT)).toString('utf8');
  const lines = text
    .split('\n')
    .map((line, i) => ({ line: line.trim(), number: i + 1 }))
    .filter(({ line }) => line !== '' && !line.startsWith('#'));
  if (lines.length === 0) throw setUnusable(path, 'it names no image');
  const members = lines.map(({ line, number }) => parseMember(line) ?? number);
  const wrong = members.filter((member) => typeof member === 'number');
  if (wrong.length > 0) throw setUnusable(path, `line ${wrong.join(', line ')} is no image`);
  const found = members.filter((member) => typeof member !== 'number');
  const twice = found.find(({ image }, i) => found.findIndex((one) => one.image === image) !== i);
  if (twice !== undefined) throw setUnusable(path, `it names ${twice.image} twice`);
  return found;
}

function parseMember(line: string): SetMember | undefined {
  const [named = '', digest, ...more] = line.split('@');
  const [image = '', tag, ...rest] = named.split(':');
  if (more.length > 0 || rest.length > 0 || !isRepositoryName(image)) return undefined;
  if (digest !== undefined) {
    return isDigest(digest) && tag === undefined ? { image, digest } : undefined;
  }
  if (tag !== undefined) return isTag(tag) ? { image, tag } : undefined;
  return { image };
}

const setUnusable = (file: string, why: string) =>
  new Failure(
    'SET_UNUSABLE',
    'usage',
    `The ${WHAT} ${file} cannot be used: ${why}.`,
    'Write one image a line, as in promotion.yaml: shop/checkout, shop/checkout:10 or shop/checkout@sha256:….',
  );
