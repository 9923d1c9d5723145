import { describe, expect, it } from 'vitest';
import { platforms } from '../../engine/gates/platforms.ts';
import { gateContract, NOTHING } from './contract.ts';
import { platform, withImage } from './image-facts.ts';

const of = (...names: string[]) => withImage(names.map((name) => platform({ platform: name })));
const BOTH = { required: ['linux/amd64', 'linux/arm64'] };

gateContract(platforms, [
  { settings: BOTH, context: of('linux/amd64', 'linux/arm64', 'linux/386'), outcome: 'pass' },
  { settings: BOTH, context: of('linux/amd64/v1', 'linux/arm64/v8'), outcome: 'pass' },
  { settings: { required: ['linux/arm/v7'] }, context: of('linux/arm'), outcome: 'pass' },
  { settings: { ...BOTH, only: true }, context: of('linux/arm64', 'linux/amd64'), outcome: 'pass' },
  { settings: BOTH, context: of('linux/amd64'), outcome: 'fail' },
  { settings: { required: ['linux/arm/v7'] }, context: of('linux/arm/v6'), outcome: 'fail' },
  { settings: { required: ['linux/amd64'] }, context: of('linux/amd64/v3'), outcome: 'fail' },
  {
    settings: { required: ['linux/amd64'], only: true },
    context: of(...BOTH.required),
    outcome: 'fail',
  },
  {
    settings: BOTH,
    context: withImage([
      platform(),
      platform({ platform: 'linux/arm64', builtFor: 'linux/amd64' }),
    ]),
    outcome: 'fail',
  },
]);

describe('the gate platforms', () => {
  it('says what is there, missing, not allowed and mixed up', async () => {
    const image = withImage([
      platform({ platform: 'linux/386' }),
      platform({ platform: 'linux/amd64', builtFor: 'linux/arm64' }),
    ]);

    const finding = await platforms.evaluate({ ...NOTHING, ...image }, { ...BOTH, only: true });

    expect(finding).toEqual({
      outcome: 'fail',
      because:
        'The image comes for linux/386, linux/amd64; linux/arm64 is missing; linux/386 is not allowed; the image inside was built for linux/arm64 (linux/amd64).',
      remedy:
        'Build it for linux/amd64, linux/arm64 in one go (docker buildx build --platform), and promote that image.',
    });
  });
});
