import { describe, expect, it } from 'vitest';
import { type RunProgram, runProgram } from '../../engine/run-program.ts';
import { buildImage } from '../support/images/build-image.ts';
import { createWorkspace } from '../support/promotion-run.ts';
import { type Answer, empty, failure, page, withHeaders } from '../support/registry/answer.ts';
import type { Behaviour } from '../support/registry/behaviours/behaviour.ts';
import { CANARIES, CANARY, expectNoLeak, leaksIn } from './canary.ts';
import { allTags } from './contents.ts';
import { boundVariables, nexusLandscape, promotionYaml } from './landscape.ts';
import { approvedBy, buildAccepted, promote } from './steps.ts';

const image = buildImage();
const uat = { options: { env: 'uat' }, approvals: [approvedBy('bob')] };

describe('the canary', () => {
  it.each([
    CANARY,
    encodeURIComponent(CANARY),
    JSON.stringify({ password: CANARY }),
    Buffer.from(CANARY).toString('base64'),
    Buffer.from(`dev:${CANARY}`).toString('base64'),
    Buffer.from(`ab:${CANARY}!`).toString('base64').slice(0, 20),
  ])('sings in %s', (text) => {
    expect(leaksIn({ log: `before ${text} after`, other: 'quiet' })).toEqual(['log']);
  });
});

describe('a password', () => {
  it.each(['basic', 'bearer'] as const)(
    'stays where it belongs in a whole story: %s',
    async (signIn) => {
      const landscape = await nexusLandscape({ signIn, passwords: CANARIES });
      const started: string[] = [];
      const programs: RunProgram = (file, args, options) => {
        started.push(JSON.stringify([file, args, options]));
        return runProgram(file, args, options);
      };
      const elsewhere: string[] = [];
      await landscape.devServer.use(sendsElsewhere(elsewhere));
      const workspace = await createWorkspace(promotionYaml(landscape), boundVariables(landscape), {
        programs,
      });

      await buildAccepted(landscape, workspace, image);
      const promoted = await promote(workspace, 'uat', { approvals: [approvedBy('bob')] });

      expect((await allTags(landscape))['prod shop/checkout']).toEqual({
        '10-uat': image.root.digest,
      });
      expect(started.length).toBeGreaterThan(0);
      expect(elsewhere.length).toBeGreaterThan(0);
      expect(elsewhere.filter((request) => request.includes('authorization'))).toEqual([]);
      expect(leaksIn({ programs: started.join('\n'), elsewhere: elsewhere.join('\n') })).toEqual(
        [],
      );
      await expectNoLeak(workspace, landscape, [promoted]);
    },
  );

  it.each([
    ['its header', (header: string) => header],
    ['its header, at the end of what is read', (header: string) => `${'x '.repeat(135)}${header}`],
    ['what the header holds', (header: string) => decoded(header)],
    ['the password', (header: string) => passwordOf(header)],
    [
      'the password, at the end of what is read',
      (header: string) => `${'x '.repeat(138)}${passwordOf(header)}`,
    ],
    ['the password in a URL', (header: string) => encodeURIComponent(passwordOf(header))],
    [
      'the password in base64',
      (header: string) => Buffer.from(passwordOf(header)).toString('base64'),
    ],
  ])('is not shown when a hostile registry answers %s', async (_, echo) => {
    const replies: ((text: string) => Answer)[] = [
      (text) => failure(403, 'DENIED', text),
      (text) => failure(400, 'UNKNOWN', 'no', text),
      (text) => page(418, text),
      (text) => empty(302, { Location: `http://127.0.0.1:1/${encodeURI(text)}` }),
      (text) =>
        withHeaders(failure(401, 'UNAUTHORIZED', text), {
          'WWW-Authenticate': `Bearer realm=${JSON.stringify(Buffer.from(text).toString('latin1'))}`,
        }),
    ];
    for (const reply of replies) {
      const landscape = await nexusLandscape({ passwords: CANARIES });
      const workspace = await createWorkspace(promotionYaml(landscape), boundVariables(landscape));
      await buildAccepted(landscape, workspace, image);
      let isHostile = false;
      await landscape.prodServer.use({
        intercept({ method, headers }) {
          // An answer to HEAD has no words.
          return isHostile && method !== 'HEAD'
            ? reply(echo(headers.authorization ?? ''))
            : undefined;
        },
      });
      const planned = await workspace.run('plan', 'promote-uat', uat);
      isHostile = true;

      const refused = await workspace.run('plan', 'hostile', uat);
      const failed = await workspace.run('promote', 'promote-uat', uat);

      expect(refused.exitCode).not.toBe(0);
      expect(failed.exitCode).not.toBe(0);
      await expectNoLeak(workspace, landscape, [planned, refused, failed]);
    }
  });
});

/** Downloads lead to another origin, which notes all that it is told. */
function sendsElsewhere(told: string[]): Behaviour {
  let origin = '';
  return {
    async start({ listen, serve }) {
      origin = await listen((incoming, response) => {
        told.push(
          JSON.stringify([incoming.url, incoming.rawHeaders]).toLowerCase() +
            incoming.rawHeaders.join('\n'),
        );
        serve(incoming, response);
      });
    },
    alter({ method, route, repository }, { status }) {
      if (method !== 'GET' || route.kind !== 'blob' || status !== 200) return undefined;
      return empty(307, {
        Location: `${origin}/repository/${repository}/v2/${route.image}/blobs/${route.digest}`,
      });
    },
  };
}

function decoded(header: string): string {
  return Buffer.from(header.split(' ')[1] ?? '', 'base64').toString();
}

function passwordOf(header: string): string {
  return decoded(header).slice('prod:'.length);
}
