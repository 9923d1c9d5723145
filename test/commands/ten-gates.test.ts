import { describe, expect, it } from 'vitest';
import { buildImage } from '../support/images/build-image.ts';
import { nexusLandscape, steady, workspaceIn } from './landscape.ts';
import { buildAccepted } from './steps.ts';

const image = buildImage({ platforms: ['linux/amd64', 'linux/arm64'] });

const ENVIRONMENTS = `
  dev: { repository: 'dev/{image}', tags: ['{build}'] }
  qa: { from: dev, repository: 'dev/{image}-qa', tags: ['{build}'] }
  uat:
    from: qa
    repository: prod/{image}
    tags: ['{build}-uat', latest-uat]
    gates:
      - { kind: build-result }
      - { kind: approvals, atLeast: 2, by: [carol, dora, erin], notBy: [requester] }
      - { kind: change-ticket, pattern: '^CHG-[0-9]+$' }
      - { kind: command, name: licences, run: [/opt/release/check-licences, --strict, '{digest}'] }
      - { kind: freeze, zone: UTC, windows: [{ weekly: { from: fri 16:00, to: fri 23:00 }, reason: weekend }] }
      - { kind: order, environments: [dev, qa] }
      - { kind: platforms, required: [linux/amd64, linux/arm64] }
      - { kind: soak-time, for: 24h }
      - { kind: user }
      - { kind: verdict, by: [carol, dora] }
`;

describe('a promotion that four of ten gates refuse', () => {
  it('says which, what each found, and what to do first', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape, ENVIRONMENTS);
    await buildAccepted(landscape, workspace, image);

    const plan = await workspace.run('plan', 'promote-uat', {
      options: { env: 'uat', change: 'CHG-4711' },
    });

    expect(plan.exitCode).toBe(20);
    expect(steady(plan.log, landscape, [image])).toMatchInlineSnapshot(`
      "Promotion of shop/checkout to uat
        Image   shop/checkout sha256:1111111111111111111111111111111111111111111111111111111111111111
                taken from the record of build 10 in this workspace
                2 platforms: linux/amd64, linux/arm64
        Build   10 of shop (commit 9fceb02d0ae5, branch main)
                recorded by alice 2026-11-21 10:01 UTC
        From    qa: dev.example.com/shop/checkout-qa
        To      uat: prod.example.com/shop/checkout
        Tags    10-uat (new)
                latest-uat (new)
        Gates   FAIL  approvals, soak-time, user
                ERROR command (licences)
                pass  build-result, change-ticket, freeze, order, platforms, verdict
        Next    nothing: it is refused, for 4 reasons (see below)
      shop/checkout sha256:111111111111 is not promoted to uat, for 4 reasons:
      1. Gate user: The image has to run as a user other than root: it names no user, which is root (every
         platform).
         -> Put USER 10001 at the end of the Dockerfile, and promote the image of a new build.
      2. Gate approvals: Nobody has approved this image for uat; 2 are required.
         -> Have 2 of carol, dora, erin approve it: approveImage(env: 'uat', comment: '…').
      3. Gate soak-time: In qa since Sat 2026-11-21 10:03 UTC, put there by alice; of the required 24 h,
         23 h 58 min are left. It passes at Sun 2026-11-22 10:04 UTC.
         -> Run this stage again after Sun 2026-11-22 10:04 UTC; promoting the image to qa anew starts the
            time again.
      4. Gate command (licences): \`/opt/release/check-licences\` did not start, or was ended before it
         could answer. It printed nothing.
         -> Check that the program is on the PATH of the agent, or in the workspace and executable (chmod
            +x, a first line like #!/bin/sh); \`timeout\` of the gate gives it longer.
      Begin with 1: only another build gets past it, and the others are asked of that build anew.
      Nothing was copied and no tag was moved.
      "
    `);
    expect(plan.log).toContain(`\n${await plan.file('message.txt')}\n`);
    expect(plan.log.split('\n').filter((line) => line.length > 100)).toEqual([]);
    expect(steady((await plan.file('gates.xml')) ?? '', landscape, [image])).toMatchInlineSnapshot(`
      "<?xml version="1.0" encoding="UTF-8"?>
      <testsuites tests="10" failures="3" errors="1" skipped="0">
        <testsuite name="promotion to uat" tests="10" failures="3" errors="1" skipped="0">
          <testcase classname="promotion to uat" name="build-result"><system-out>Build 10 is SUCCESS.</system-out></testcase>
          <testcase classname="promotion to uat" name="approvals"><failure message="Nobody has approved this image for uat; 2 are required.">Have 2 of carol, dora, erin approve it: approveImage(env: 'uat', comment: '…').</failure></testcase>
          <testcase classname="promotion to uat" name="change-ticket"><system-out>Change ticket CHG-4711.</system-out></testcase>
          <testcase classname="promotion to uat" name="command (licences)"><error message="\`/opt/release/check-licences\` did not start, or was ended before it could answer. It printed nothing.">Check that the program is on the PATH of the agent, or in the workspace and executable (chmod +x, a first line like #!/bin/sh); \`timeout\` of the gate gives it longer.</error></testcase>
          <testcase classname="promotion to uat" name="freeze"><system-out>No freeze at Sat 2026-11-21 10:05 UTC.</system-out></testcase>
          <testcase classname="promotion to uat" name="order"><system-out>The image went to dev Sat 2026-11-21 10:01 UTC, then qa Sat 2026-11-21 10:03 UTC.</system-out></testcase>
          <testcase classname="promotion to uat" name="platforms"><system-out>The image comes for linux/amd64, linux/arm64.</system-out></testcase>
          <testcase classname="promotion to uat" name="soak-time"><failure message="In qa since Sat 2026-11-21 10:03 UTC, put there by alice; of the required 24 h, 23 h 58 min are left. It passes at Sun 2026-11-22 10:04 UTC.">Run this stage again after Sun 2026-11-22 10:04 UTC; promoting the image to qa anew starts the time again.</failure></testcase>
          <testcase classname="promotion to uat" name="user"><failure message="The image has to run as a user other than root: it names no user, which is root (every platform).">Put USER 10001 at the end of the Dockerfile, and promote the image of a new build.</failure></testcase>
          <testcase classname="promotion to uat" name="verdict"><system-out>Accepted by carol on 2026-11-21 10:04 UTC.</system-out></testcase>
        </testsuite>
      </testsuites>"
    `);
  });
});
