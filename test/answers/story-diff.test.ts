import { expect, it } from 'vitest';
import type { JsonObject } from '../../engine/oci/json.ts';
import { describeWith } from '../support/parts.ts';
import { beginStory, limit } from './story.ts';
import { ask, words } from './story-asked.ts';

describeWith(['docker-registry', 'htpasswd'], 'imageDiff through a story', () => {
  it('says after each event what promoting to uat would change', limit, async () => {
    const story = await beginStory();

    await story.buildsComeToQa();
    expect(await ask(story, 'diff', { env: 'uat', fromBuild: 8 }, facts)).toMatchInlineSnapshot(`
      "What promoting shop/checkout to uat changes
        before  nothing
        after   build 8, sha256:888888888888, in qa
                dev.example.com/shop/checkout-qa
                sha256:8888888888888888888888888888888888888888888888888888888888888888
        Platforms
          linux/amd64: new, 7.6 KiB
      JSON: build - → 8; layers kept 0, added 3, removed 0"
    `);

    await story.qaRejectsEight();
    expect(await ask(story, 'diff', { env: 'uat', fromBuild: 7 }, facts)).toMatchInlineSnapshot(`
      "What promoting shop/checkout to uat changes
        before  nothing
        after   build 7, sha256:777777777777, in qa
                dev.example.com/shop/checkout-qa
                sha256:7777777777777777777777777777777777777777777777777777777777777777
        Platforms
          linux/amd64: new, 7.6 KiB
      JSON: build - → 7; layers kept 0, added 3, removed 0"
    `);

    await story.sevenGoesToUat();
    expect(await ask(story, 'diff', { env: 'uat', fromBuild: 8 }, facts)).toMatchInlineSnapshot(`
      "What promoting shop/checkout to uat changes
        before  build 7, sha256:777777777777, in uat
                prod.example.com/shop/checkout
                sha256:7777777777777777777777777777777777777777777777777777777777777777
        after   build 8, sha256:888888888888, in qa
                dev.example.com/shop/checkout-qa
                sha256:8888888888888888888888888888888888888888888888888888888888888888
        Commits
          c0ffee000007 → c0ffee000008
        Platforms
          linux/amd64: 2 layers kept, 1 added (2.5 KiB), 1 removed (2.5 KiB); 7.6 KiB
        Note
          Packages are not compared: no bill of materials (SPDX or CycloneDX) that a trusted key signed,
          or its builder put in, is on the image in uat and in qa.
      JSON: build 7 → 8; layers kept 2, added 1, removed 1"
    `);

    await story.tenGoesToUat();
    expect(await ask(story, 'diff', { env: 'uat', fromBuild: 10 }, facts)).toMatchInlineSnapshot(`
      "What promoting shop/checkout to uat changes
        before  build 10, sha256:aaaaaaaaaaaa, in uat
                prod.example.com/shop/checkout
                sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
        after   build 10, sha256:aaaaaaaaaaaa, in qa
                dev.example.com/shop/checkout-qa
                sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
      It is there already; promoting it changes nothing.
        Platforms
          linux/amd64: 3 layers kept; 7.6 KiB
      JSON: build 10 → 10; layers kept 3, added 0, removed 0"
    `);

    await story.elevenIsBad();
    expect(await ask(story, 'diff', { env: 'uat', fromBuild: 10 }, facts)).toMatchInlineSnapshot(`
      "What promoting shop/checkout to uat changes
        before  build 11, sha256:bbbbbbbbbbbb, in uat
                prod.example.com/shop/checkout
                sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
        after   build 10, sha256:aaaaaaaaaaaa, in qa
                dev.example.com/shop/checkout-qa
                sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
        Commits
          c0ffee000011 → c0ffee000010
        Platforms
          linux/amd64: 2 layers kept, 1 added (2.5 KiB), 1 removed (2.5 KiB); 7.6 KiB
        Note
          Packages are not compared: no bill of materials (SPDX or CycloneDX) that a trusted key signed,
          or its builder put in, is on the image in uat and in qa.
      JSON: build 11 → 10; layers kept 2, added 1, removed 1"
    `);

    await story.uatGoesBack();
    expect(await ask(story, 'diff', { env: 'uat', fromBuild: 11 }, facts)).toMatchInlineSnapshot(`
      "What promoting shop/checkout to uat changes
        before  build 10, sha256:aaaaaaaaaaaa, in uat
                prod.example.com/shop/checkout
                sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
        after   build 11, sha256:bbbbbbbbbbbb, in qa
                dev.example.com/shop/checkout-qa
                sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
        Commits
          c0ffee000010 → c0ffee000011
        Platforms
          linux/amd64: 2 layers kept, 1 added (2.5 KiB), 1 removed (2.5 KiB); 7.6 KiB
        Note
          Packages are not compared: no bill of materials (SPDX or CycloneDX) that a trusted key signed,
          or its builder put in, is on the image in uat and in qa.
      JSON: build 10 → 11; layers kept 2, added 1, removed 1"
    `);

    await story.uatIsHeld();
    expect(await ask(story, 'diff', { env: 'uat', fromBuild: 12 }, facts)).toMatchInlineSnapshot(`
      "What promoting shop/checkout to uat changes
        before  build 10, sha256:aaaaaaaaaaaa, in uat
                prod.example.com/shop/checkout
                sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
        after   build 12, sha256:cccccccccccc, in qa
                dev.example.com/shop/checkout-qa
                sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc
        Commits
          c0ffee000010 → c0ffee000012
        Platforms
          linux/amd64: 2 layers kept, 1 added (2.5 KiB), 1 removed (2.5 KiB); 7.6 KiB
        Note
          Packages are not compared: no bill of materials (SPDX or CycloneDX) that a trusted key signed,
          or its builder put in, is on the image in uat and in qa.
      JSON: build 10 → 12; layers kept 2, added 1, removed 1"
    `);

    await story.somebodyPushesToUat();
    expect(await ask(story, 'diff', { env: 'uat', fromBuild: 12 }, facts)).toMatchInlineSnapshot(`
      "What promoting shop/checkout to uat changes
        before  build 10, sha256:aaaaaaaaaaaa, in uat
                prod.example.com/shop/checkout
                sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
        after   build 12, sha256:cccccccccccc, in qa
                dev.example.com/shop/checkout-qa
                sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc
        Commits
          c0ffee000010 → c0ffee000012
        Platforms
          linux/amd64: 2 layers kept, 1 added (2.5 KiB), 1 removed (2.5 KiB); 7.6 KiB
        Note
          Tag latest-uat of prod.example.com/shop/checkout is at sha256:ffffffffffff, and was put on
          sha256:aaaaaaaaaaaa.
          Packages are not compared: no bill of materials (SPDX or CycloneDX) that a trusted key signed,
          or its builder put in, is on the image in uat and in qa.
      JSON: build 10 → 12; layers kept 2, added 1, removed 1"
    `);

    await story.aTagIsDeleted();
    expect(await ask(story, 'diff', { env: 'uat', fromBuild: 12 }, facts)).toMatchInlineSnapshot(`
      "What promoting shop/checkout to uat changes
        before  build 10, sha256:aaaaaaaaaaaa, in uat
                prod.example.com/shop/checkout
                sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
        after   build 12, sha256:cccccccccccc, in qa
                dev.example.com/shop/checkout-qa
                sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc
        Commits
          c0ffee000010 → c0ffee000012
        Platforms
          linux/amd64: 2 layers kept, 1 added (2.5 KiB), 1 removed (2.5 KiB); 7.6 KiB
        Note
          Tag latest-uat of prod.example.com/shop/checkout is at sha256:ffffffffffff, and was put on
          sha256:aaaaaaaaaaaa.
          Tag 10-uat of prod.example.com/shop/checkout is gone, and was put on sha256:aaaaaaaaaaaa.
          Packages are not compared: no bill of materials (SPDX or CycloneDX) that a trusted key signed,
          or its builder put in, is on the image in uat and in qa.
      JSON: build 10 → 12; layers kept 2, added 1, removed 1"
    `);

    await story.uatIsMended();
    expect(await ask(story, 'diff', { env: 'uat', fromBuild: 12 }, facts)).toMatchInlineSnapshot(`
      "What promoting shop/checkout to uat changes
        before  build 10, sha256:aaaaaaaaaaaa, in uat
                prod.example.com/shop/checkout
                sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
        after   build 12, sha256:cccccccccccc, in qa
                dev.example.com/shop/checkout-qa
                sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc
        Commits
          c0ffee000010 → c0ffee000012
        Platforms
          linux/amd64: 2 layers kept, 1 added (2.5 KiB), 1 removed (2.5 KiB); 7.6 KiB
        Note
          Packages are not compared: no bill of materials (SPDX or CycloneDX) that a trusted key signed,
          or its builder put in, is on the image in uat and in qa.
      JSON: build 10 → 12; layers kept 2, added 1, removed 1"
    `);

    await story.twelveGoesToUat();
    expect(await ask(story, 'diff', { env: 'uat', fromBuild: 12 }, facts)).toMatchInlineSnapshot(`
      "What promoting shop/checkout to uat changes
        before  build 12, sha256:cccccccccccc, in uat
                prod.example.com/shop/checkout
                sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc
        after   build 12, sha256:cccccccccccc, in qa
                dev.example.com/shop/checkout-qa
                sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc
      It is there already; promoting it changes nothing.
        Platforms
          linux/amd64: 3 layers kept; 7.6 KiB
      JSON: build 12 → 12; layers kept 3, added 0, removed 0"
    `);
  });
});

const facts = (document: JsonObject): string =>
  `build ${words(document, 'before.build.number')} → ${words(document, 'after.build.number')}; layers ${[
    'kept',
    'added',
    'removed',
  ]
    .map((name) => `${name} ${words(document, `diff.platforms.layers.${name}`)}`)
    .join(', ')}`;
