import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COMMON_TARGET_SETTINGS } from '../../engine/config/deployment-schema.ts';
import { targets } from '../../engine/deploy/index.ts';
import { deployTo } from '../../engine/deploy/run-targets.ts';
import type { DeployContext } from '../../engine/deploy/target.ts';
import { Failure } from '../../engine/failures.ts';
import { NOTHING } from './contract.ts';
import { named, targetThat } from './target-that.ts';

const { signal: _, ...context } = NOTHING;
const well = async () => ({ state: 'succeeded', message: 'It runs.' }) as const;

describe('every target in the list', () => {
  it.each(targets.map(({ kind }) => kind))(
    'has a test file that holds it to the contract: %s',
    (kind) => {
      const file = new URL(`${kind}.test.ts`, import.meta.url);

      expect(existsSync(file)).toBe(true);
      expect(readFileSync(file, 'utf8')).toContain('targetContract(');
    },
  );

  it('has a kind of its own', () => {
    const kinds = targets.map(({ kind }) => kind);

    expect(new Set(kinds).size).toBe(kinds.length);
  });

  it('has settings of its own besides those of every target', () => {
    const taken = targets.flatMap(({ kind, settings }) =>
      Object.keys(settings.properties)
        .filter((name) => name in COMMON_TARGET_SETTINGS || name === 'kind')
        .map((name) => `${kind}.${name}`),
    );

    expect(taken).toEqual([]);
  });
});

describe('telling the targets', () => {
  it('tells one after the other, each with a key of its own', async () => {
    const seen: string[] = [];
    const webhook = targetThat('webhook', async ({ key, host }) => {
      seen.push(`webhook ${key}`);
      return { state: 'succeeded', message: `Told ${host}.` };
    });
    const swarm = targetThat('swarm', async ({ key }) => {
      seen.push(`swarm ${key}`);
      return { state: 'succeeded', message: 'It runs.', replaced: NOTHING.digest };
    });
    const targets = [
      { ...named(webhook), name: 'webhook on swarm-uat' },
      { ...named(swarm), name: 'shop' },
    ];
    const lines: string[] = [];

    const deployments = await deployTo(targets, {
      ...context,
      host: 'swarm-uat',
      print: (line) => lines.push(line),
    });

    expect(deployments).toEqual([
      {
        target: { kind: 'webhook', name: 'webhook on swarm-uat' },
        state: 'succeeded',
        message: 'Told swarm-uat.',
      },
      {
        target: { kind: 'swarm', name: 'shop' },
        state: 'succeeded',
        message: 'It runs.',
        replaced: NOTHING.digest,
      },
    ]);
    expect(seen).toEqual(['webhook b7e1-1-6dcd1547', 'swarm b7e1-1-695aa13c']);
    expect(lines).toEqual([
      `Deploying ${NOTHING.reference}: webhook on swarm-uat`,
      `Deploying ${NOTHING.reference}: shop`,
    ]);
  });

  it('stops at the first that does not succeed', async () => {
    const broken = targetThat('broken', () =>
      Promise.reject(new Failure('X', 'denied', 'swarm-uat knows no such key.', 'Make one.')),
    );

    expect(await deployTo([named(broken), named(targetThat('well', well))], context)).toEqual([
      {
        target: { kind: 'broken', name: 'broken on nothing' },
        state: 'failed',
        message: 'It could not be deployed: swarm-uat knows no such key.',
        remedy: 'Make one.',
      },
      {
        target: { kind: 'well', name: 'well on nothing' },
        state: 'not-tried',
        message: 'It was not tried, since broken on nothing comes before it and did not succeed.',
        remedy: 'Repair that one first, then run this stage again.',
      },
    ]);
  });

  it.each([
    ['throws something odd', () => Promise.reject('text'), 'It could not be deployed: text.'],
    [
      'throws before it waits',
      () => {
        throw new TypeError('');
      },
      'It could not be deployed: TypeError.',
    ],
  ])('counts a target that %s as failed', async (_, deploy, message) => {
    const deployments = await deployTo([named(targetThat('odd', deploy))], context);

    expect(deployments).toEqual([
      {
        target: { kind: 'odd', name: 'odd on nothing' },
        state: 'failed',
        message,
        remedy:
          'Repair what it needs, then run this stage again; what is deployed already stays as it is.',
      },
    ]);
  });

  it('says in a dry run what it would deploy', async () => {
    const lines: string[] = [];
    const dry = { ...context, isDryRun: true, print: (line: string) => lines.push(line) };

    await deployTo([named(targetThat('well', well))], dry);

    expect(lines).toEqual([`Would deploy ${NOTHING.reference}: well on nothing`]);
  });

  it('waits no longer than a target may take, and tells it so', async () => {
    const reasons: unknown[] = [];
    const deaf = targetThat('deaf', ({ signal }: DeployContext) => {
      signal.addEventListener('abort', () => reasons.push(signal.reason));
      return new Promise(() => {});
    });

    const deployments = await deployTo([named(deaf, { timeoutMs: 20 })], context);

    expect(deployments).toMatchObject([
      {
        state: 'failed',
        message: 'It did not end within 0.02 seconds, and may still go on.',
        remedy:
          'Find out what runs there now, and why it is slow; `timeout` of the target gives it longer.',
      },
    ]);
    expect(reasons).toEqual([new Error('it did not end within 0.02 seconds')]);
  });
});
