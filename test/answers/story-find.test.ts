import { expect, it } from 'vitest';
import type { JsonObject } from '../../engine/oci/json.ts';
import { describeWith } from '../support/parts.ts';
import { beginStory, limit } from './story.ts';
import { ask, words } from './story-asked.ts';

describeWith(['docker-registry', 'htpasswd'], 'findImages through a story', () => {
  it('finds after each event what QA accepted, as it stands by then', limit, async () => {
    const story = await beginStory();

    await story.buildsComeToQa();
    expect(
      await ask(story, 'find', { env: 'qa', verdict: 'accepted', most: 2 }, facts),
    ).toMatchInlineSnapshot(`
      "shop/checkout with verdict accepted in qa: none
      JSON: builds -; cut false"
    `);

    await story.qaRejectsEight();
    expect(
      await ask(story, 'find', { env: 'qa', verdict: 'accepted', most: 2 }, facts),
    ).toMatchInlineSnapshot(`
      "shop/checkout with verdict accepted in qa: none
      JSON: builds -; cut false"
    `);

    await story.sevenGoesToUat();
    expect(
      await ask(story, 'find', { env: 'qa', verdict: 'accepted', most: 2 }, facts),
    ).toMatchInlineSnapshot(`
      "shop/checkout with verdict accepted in qa: 1 image
        build  image                commit        verdict   tests
        7      sha256:777777777777  c0ffee000007  accepted  -
               since 2026-11-21 10:09 UTC (11 min ago), promoted from dev by alice
               accepted by carol: All cases pass.
               sha256:7777777777777777777777777777777777777777777777777777777777777777
      JSON: builds 7; cut false"
    `);

    await story.tenGoesToUat();
    expect(
      await ask(story, 'find', { env: 'qa', verdict: 'accepted', most: 2 }, facts),
    ).toMatchInlineSnapshot(`
      "shop/checkout with verdict accepted in qa: 2 images
        build  image                commit        verdict   tests
        10     sha256:aaaaaaaaaaaa  c0ffee000010  accepted  -
               since 2026-11-21 10:24 UTC (4 min ago), promoted from dev by alice
               accepted by carol: All cases pass.
               sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
        7      sha256:777777777777  c0ffee000007  accepted  -
               since 2026-11-21 10:09 UTC (19 min ago), promoted from dev by alice
               accepted by carol: All cases pass.
               sha256:7777777777777777777777777777777777777777777777777777777777777777
        There may be more; ask for them with \`most\`.
      JSON: builds 10 7; cut true"
    `);

    await story.elevenIsBad();
    expect(
      await ask(story, 'find', { env: 'qa', verdict: 'accepted', most: 2 }, facts),
    ).toMatchInlineSnapshot(`
      "shop/checkout with verdict accepted in qa: 2 images
        build  image                commit        verdict   tests
        11     sha256:bbbbbbbbbbbb  c0ffee000011  accepted  -
               since 2026-11-21 10:31 UTC (4 min ago), promoted from dev by alice
               accepted by carol: All cases pass.
               sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
        10     sha256:aaaaaaaaaaaa  c0ffee000010  accepted  -
               since 2026-11-21 10:24 UTC (11 min ago), promoted from dev by alice
               accepted by carol: All cases pass.
               sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
        There may be more; ask for them with \`most\`.
      JSON: builds 11 10; cut true"
    `);

    await story.uatGoesBack();
    expect(
      await ask(story, 'find', { env: 'qa', verdict: 'accepted', most: 2 }, facts),
    ).toMatchInlineSnapshot(`
      "shop/checkout with verdict accepted in qa: 2 images
        build  image                commit        verdict   tests
        11     sha256:bbbbbbbbbbbb  c0ffee000011  accepted  -
               since 2026-11-21 10:31 UTC (7 min ago), promoted from dev by alice
               accepted by carol: All cases pass.
               sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
        10     sha256:aaaaaaaaaaaa  c0ffee000010  accepted  -
               since 2026-11-21 10:24 UTC (14 min ago), promoted from dev by alice
               accepted by carol: All cases pass.
               sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
        There may be more; ask for them with \`most\`.
      JSON: builds 11 10; cut true"
    `);

    await story.uatIsHeld();
    expect(
      await ask(story, 'find', { env: 'qa', verdict: 'accepted', most: 2 }, facts),
    ).toMatchInlineSnapshot(`
      "shop/checkout with verdict accepted in qa: 2 images
        build  image                commit        verdict   tests
        12     sha256:cccccccccccc  c0ffee000012  accepted  -
               since 2026-11-21 10:42 UTC (3 min ago), promoted from dev by alice
               accepted by carol: All cases pass.
               sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc
        11     sha256:bbbbbbbbbbbb  c0ffee000011  accepted  -
               since 2026-11-21 10:31 UTC (14 min ago), promoted from dev by alice
               accepted by carol: All cases pass.
               sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
        There may be more; ask for them with \`most\`.
      JSON: builds 12 11; cut true"
    `);

    await story.somebodyPushesToUat();
    expect(
      await ask(story, 'find', { env: 'qa', verdict: 'accepted', most: 2 }, facts),
    ).toMatchInlineSnapshot(`
      "shop/checkout with verdict accepted in qa: 2 images
        build  image                commit        verdict   tests
        12     sha256:cccccccccccc  c0ffee000012  accepted  -
               since 2026-11-21 10:42 UTC (4 min ago), promoted from dev by alice
               accepted by carol: All cases pass.
               sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc
        11     sha256:bbbbbbbbbbbb  c0ffee000011  accepted  -
               since 2026-11-21 10:31 UTC (15 min ago), promoted from dev by alice
               accepted by carol: All cases pass.
               sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
        There may be more; ask for them with \`most\`.
      JSON: builds 12 11; cut true"
    `);

    await story.aTagIsDeleted();
    expect(
      await ask(story, 'find', { env: 'qa', verdict: 'accepted', most: 2 }, facts),
    ).toMatchInlineSnapshot(`
      "shop/checkout with verdict accepted in qa: 2 images
        build  image                commit        verdict   tests
        12     sha256:cccccccccccc  c0ffee000012  accepted  -
               since 2026-11-21 10:42 UTC (5 min ago), promoted from dev by alice
               accepted by carol: All cases pass.
               sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc
        11     sha256:bbbbbbbbbbbb  c0ffee000011  accepted  -
               since 2026-11-21 10:31 UTC (16 min ago), promoted from dev by alice
               accepted by carol: All cases pass.
               sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
        There may be more; ask for them with \`most\`.
      JSON: builds 12 11; cut true"
    `);

    await story.uatIsMended();
    expect(
      await ask(story, 'find', { env: 'qa', verdict: 'accepted', most: 2 }, facts),
    ).toMatchInlineSnapshot(`
      "shop/checkout with verdict accepted in qa: 2 images
        build  image                commit        verdict   tests
        12     sha256:cccccccccccc  c0ffee000012  accepted  -
               since 2026-11-21 10:42 UTC (9 min ago), promoted from dev by alice
               accepted by carol: All cases pass.
               sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc
        11     sha256:bbbbbbbbbbbb  c0ffee000011  accepted  -
               since 2026-11-21 10:31 UTC (20 min ago), promoted from dev by alice
               accepted by carol: All cases pass.
               sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
        There may be more; ask for them with \`most\`.
      JSON: builds 12 11; cut true"
    `);

    await story.twelveGoesToUat();
    expect(
      await ask(story, 'find', { env: 'qa', verdict: 'accepted', most: 2 }, facts),
    ).toMatchInlineSnapshot(`
      "shop/checkout with verdict accepted in qa: 2 images
        build  image                commit        verdict   tests
        12     sha256:cccccccccccc  c0ffee000012  accepted  -
               since 2026-11-21 10:42 UTC (12 min ago), promoted from dev by alice
               accepted by carol: All cases pass.
               sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc
        11     sha256:bbbbbbbbbbbb  c0ffee000011  accepted  -
               since 2026-11-21 10:31 UTC (23 min ago), promoted from dev by alice
               accepted by carol: All cases pass.
               sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
        There may be more; ask for them with \`most\`.
      JSON: builds 12 11; cut true"
    `);
  });
});

const facts = (document: JsonObject): string =>
  `builds ${words(document, 'images.found.build.number')}; cut ${words(document, 'images.isCut')}`;
