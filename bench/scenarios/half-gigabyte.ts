import type { Scenario } from './scenario.ts';

export const halfGigabyte: Scenario = {
  name: 'half-gigabyte',
  summary: 'one image of 4 layers of 128 MiB, to another registry',

  async prepare(source) {
    const layers = Array.from({ length: 4 }, (_, index) => ({
      seed: `large layer ${index}`,
      bytes: 2 ** 27,
    }));
    const { digest } = await source.image('shop/model', layers);
    return [{ from: 'shop/model', digest, to: 'prod/model', tag: '42' }];
  },
};
