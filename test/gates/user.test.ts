import { describe, expect, it } from 'vitest';
import { user } from '../../engine/gates/user.ts';
import { gateContract, NOTHING } from './contract.ts';
import { platform, withImage } from './image-facts.ts';

const of = (...users: string[]) =>
  withImage(users.map((said, i) => platform({ platform: `linux/${i}`, user: said })));
const passing = ['app', '1000', 'app:root', '1001:0', '10001:10001', 'toor', '2147483647', '01000'];
const roots = [
  ...['', '0', 'root', '0:0', 'root:app', '0:1000', ':1000', ':', ' ', 'root ', 'ROOT', '00', '+0'],
  ...['-0', '2147483648', '4294967296', '-1000000000000', '9'.repeat(400)],
  ...['ContainerAdministrator', 'root:root:app'],
];

gateContract(user, [
  ...passing.map((said) => ({ context: of(said), outcome: 'pass' as const })),
  ...roots.map((said) => ({ context: of(said), outcome: 'fail' as const })),
  { context: of('app', ''), outcome: 'fail' },
  { settings: { allow: ['app', '1000'] }, context: of('app:app', '1000'), outcome: 'pass' },
  { settings: { allow: ['app'] }, context: of('application'), outcome: 'fail' },
]);

describe('the gate user', () => {
  it('says which platform runs as root', async () => {
    const image = of('app', '', '0:0');

    expect(await user.evaluate({ ...NOTHING, ...image }, {})).toEqual({
      outcome: 'fail',
      because:
        'The image has to run as a user other than root: it names no user, which is root (linux/1); its user "0:0" counts as root (linux/2).',
      remedy: 'Put USER 10001 at the end of the Dockerfile, and promote the image of a new build.',
    });
  });

  it('says who is allowed', async () => {
    const finding = await user.evaluate({ ...NOTHING, ...of('bob') }, { allow: ['app', '1000'] });

    expect(finding).toEqual({
      outcome: 'fail',
      because: 'The image has to run as app or 1000: its user is "bob" (linux/0).',
      remedy: 'Put USER app at the end of the Dockerfile, and promote the image of a new build.',
    });
  });

  it('never lets root be allowed', async () => {
    const finding = await user.evaluate({ ...NOTHING, ...of('root') }, { allow: ['root'] });

    expect(finding.outcome).toBe('fail');
  });
});
