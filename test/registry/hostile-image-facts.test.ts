import { describe, expect, it } from 'vitest';
import { buildImage } from '../support/images/build-image.ts';
import { buildIndex } from '../support/images/build-index.ts';
import type { BuiltImage } from '../support/images/built-image.ts';
import { corruptedContent } from '../support/registry/behaviours/corrupted-content.ts';
import { OCI_CONFIG, readFacts, withConfig } from './read-facts.ts';

describe('a hostile image', () => {
  it.each([
    ['cannot be an index of many copies of an index', bomb(), 'INDEX_TOO_LARGE'],
    ['cannot be nested without end', nested(9), 'INDEX_TOO_LARGE'],
    [
      'cannot have a huge config',
      withConfig('{"a":0}', OCI_CONFIG, 8 * 1024 * 1024 + 1),
      'CONFIG_TOO_LARGE',
    ],
    [
      'cannot be wrong about the size of its config',
      withConfig('{"a":0}', OCI_CONFIG, 9),
      'CONTENT_DIFFERS',
    ],
    ['cannot have a config that is none', withConfig('[]'), 'INVALID_CONFIG'],
    ['cannot be for no platform', withConfig('{"a":0}'), 'UNKNOWN_PLATFORM'],
    [
      'cannot forge lines of a log',
      withConfig('{"os":"a\\nb","architecture":"c"}'),
      'UNKNOWN_PLATFORM',
    ],
  ])('%s', async (_, image, code) => {
    await expect(readFacts(image)).rejects.toMatchObject({
      code,
      kind: 'content',
      message: expect.stringMatching(/^[^\p{Cc}]+$/u),
    });
  });

  it('cannot fill the memory with many large configs', async () => {
    const size = 8 * 1024 * 1024;
    const images = Array.from({ length: 5 }, (_, i) => withConfig(`{"a":${i}}`, OCI_CONFIG, size));

    const reading = readFacts(buildIndex(images.map((image) => ({ image }))));

    await expect(reading).rejects.toMatchObject({
      code: 'CONFIG_TOO_LARGE',
      message: expect.stringContaining('41943040 bytes together; the limit is 33554432'),
    });
  });

  it('cannot have a config other than its digest says', async () => {
    await expect(readFacts(buildImage(), [corruptedContent('blob')])).rejects.toMatchObject({
      code: 'CONTENT_DIFFERS',
    });
  });
});

/** Eight levels of indexes, each of which names the one below a hundred times. */
function bomb(): BuiltImage {
  let image = buildImage();
  for (let level = 0; level < 7; level += 1) image = buildIndex(Array(100).fill({ image }));
  return image;
}

function nested(levels: number): BuiltImage {
  let image = buildImage();
  for (let level = 1; level < levels; level += 1) image = buildIndex([{ image }]);
  return image;
}
