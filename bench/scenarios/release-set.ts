import type { Copy, Scenario } from './scenario.ts';

export const releaseSet: Scenario = {
  name: 'release-set',
  summary: '100 images that share 5 layers of 1 MiB and own one of 64 KiB, to another registry',

  async prepare(source) {
    const base = Array.from({ length: 5 }, (_, index) => ({
      seed: `base layer ${index}`,
      bytes: 2 ** 20,
    }));
    const copies: Copy[] = [];
    for (let index = 0; index < 100; index += 1) {
      const name = `service-${index}`;
      const own = { seed: name, bytes: 2 ** 16 };
      const { digest } = await source.image(`shop/${name}`, [...base, own]);
      copies.push({ from: `shop/${name}`, digest, to: `prod/${name}`, tag: '42' });
    }
    return copies;
  },
};
