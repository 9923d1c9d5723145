import type { Scenario } from './scenario.ts';

export const fortyLayers: Scenario = {
  name: 'forty-layers',
  summary: 'one image of 40 layers of 64 KiB, to another repository of the same registry',
  withinOneRegistry: true,

  async prepare(source) {
    const layers = Array.from({ length: 40 }, (_, index) => ({
      seed: `layer ${index}`,
      bytes: 2 ** 16,
    }));
    const { digest } = await source.image('qa/checkout', layers);
    return [{ from: 'qa/checkout', digest, to: 'prod/checkout', tag: '42' }];
  },
};
