import { describe, expect, it } from 'vitest';
import { ports } from '../../engine/gates/ports.ts';
import { gateContract, NOTHING } from './contract.ts';
import { platform, withImage } from './image-facts.ts';

const of = (...exposedPorts: string[]) => withImage([platform({ exposedPorts })]);
const WEB = { allowed: ['8080/tcp'] };
const RANGE = { allowed: ['8000-8100/tcp'] };

gateContract(ports, [
  { settings: WEB, context: of('8080/tcp'), outcome: 'pass' },
  { settings: WEB, context: of('8080'), outcome: 'pass' },
  { settings: WEB, context: of('8080/TCP'), outcome: 'pass' },
  { settings: WEB, context: of(), outcome: 'pass' },
  { settings: RANGE, context: of('8000/tcp', '8080-8100/tcp'), outcome: 'pass' },
  { settings: { allowed: [] }, context: of(), outcome: 'pass' },
  { settings: { allowed: [], required: ['80/tcp'] }, context: of('80/tcp'), outcome: 'pass' },
  { settings: WEB, context: of('8080/udp'), outcome: 'fail' },
  { settings: WEB, context: of('8080/tcp', '22/tcp'), outcome: 'fail' },
  { settings: WEB, context: of('8080-8081/tcp'), outcome: 'fail' },
  { settings: RANGE, context: of('8090-8010/tcp'), outcome: 'fail' },
  { settings: WEB, context: of('http'), outcome: 'fail' },
  { settings: { allowed: [] }, context: of('80/tcp'), outcome: 'fail' },
  { settings: { ...WEB, required: ['8080/tcp'] }, context: of(), outcome: 'fail' },
]);

describe('the gate ports', () => {
  it('says which ports are too many and which are missing', async () => {
    const image = withImage([
      platform({ exposedPorts: ['8080/tcp', '22/tcp'] }),
      platform({ platform: 'linux/arm64', exposedPorts: ['22/tcp', 'x\n'] }),
    ]);

    const finding = await ports.evaluate(
      { ...NOTHING, ...image },
      { ...WEB, required: WEB.allowed },
    );

    expect(finding).toEqual({
      outcome: 'fail',
      because:
        'Only 8080/tcp may be exposed: 22/tcp is exposed (every platform); x is exposed (linux/arm64); 8080/tcp is not exposed (linux/arm64).',
      remedy:
        'Correct EXPOSE in the Dockerfile (a base image may expose ports too), and promote the image of a new build.',
    });
  });
});
