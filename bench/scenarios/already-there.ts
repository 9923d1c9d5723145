import { publishFourPlatforms } from './four-platforms.ts';
import type { Scenario } from './scenario.ts';

export const alreadyThere: Scenario = {
  name: 'already-there',
  summary: 'the same index, when it is at the destination under its tag',

  async prepare(source, destination) {
    const digest = await publishFourPlatforms(source, 'shop/checkout');
    await publishFourPlatforms(destination, 'prod/checkout');
    await destination.tag('prod/checkout', '42', digest);
    return [{ from: 'shop/checkout', digest, to: 'prod/checkout', tag: '42' }];
  },
};
