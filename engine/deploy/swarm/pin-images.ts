import type { Scalar } from 'yaml';
import { isOf, type WantedImage } from './start-rollout.ts';

/**
 * A stack file whose images of the repository are the wanted one; all else stays as it is written, since
 * docker reads YAML of an older version, to which `0440` is another number. Undefined where it names none.
 */
export async function pinImages(
  text: string,
  { repository, reference }: Pick<WantedImage, 'repository' | 'reference'>,
): Promise<string | undefined> {
  const { isPair, isScalar, parseDocument, visit } = await import('yaml');
  const images: Scalar[] = [];
  visit(parseDocument(text, { logLevel: 'silent' }), {
    Scalar(key, node, path) {
      const pair = path.at(-1);
      const isImage = isPair(pair) && isScalar(pair.key) && pair.key.value === 'image';
      // Through its anchor a text may be the image of several services.
      if (key === 'key' || !(isImage || node.anchor !== undefined)) return;
      if (typeof node.value === 'string' && isOf(node.value, repository)) images.push(node);
    },
  });
  if (images.length === 0) return undefined;
  return images.reduceRight((pinned, { range }) => {
    const [start = 0, end = start] = range ?? [];
    return `${pinned.slice(0, start)}${reference}${pinned.slice(end)}`;
  }, text);
}
