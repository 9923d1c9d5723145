import type { Publisher } from '../publisher.ts';
import type { Scenario } from './scenario.ts';

export const fourPlatforms: Scenario = {
  name: 'four-platforms',
  summary: 'an index of 4 platforms, 6 layers of 1 MiB each, to another registry',

  async prepare(source) {
    const digest = await publishFourPlatforms(source, 'shop/checkout');
    return [{ from: 'shop/checkout', digest, to: 'prod/checkout', tag: '42' }];
  },
};

export async function publishFourPlatforms(to: Publisher, repository: string): Promise<string> {
  const images = [];
  for (const architecture of ['amd64', 'arm64', 'ppc64le', 's390x']) {
    const layers = Array.from({ length: 6 }, (_, index) => ({
      seed: `${architecture} ${index}`,
      bytes: 2 ** 20,
    }));
    const image = await to.image(repository, layers, architecture);
    images.push({ ...image, platform: { architecture, os: 'linux' } });
  }
  const { digest } = await to.index(repository, images);
  return digest;
}
