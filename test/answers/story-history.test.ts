import { expect, it } from 'vitest';
import type { JsonObject } from '../../engine/oci/json.ts';
import { describeWith } from '../support/parts.ts';
import { beginStory, limit } from './story.ts';
import { ask, pick, words } from './story-asked.ts';

describeWith(['docker-registry', 'htpasswd'], 'imageHistory of an image through a story', () => {
  it('tells after each event what happened to the image that it is about', limit, async () => {
    const story = await beginStory();

    await story.buildsComeToQa();
    expect(await ask(story, 'history', { build: 8 }, facts)).toMatchInlineSnapshot(`
      "shop/checkout sha256:8888888888888888888888888888888888888888888888888888888888888888
        2026-11-21 10:10 UTC (3 min ago)  dev  build 8 of shop recorded by alice (commit c0ffee000008,
                                               branch main), tagged 8
        2026-11-21 10:12 UTC (1 min ago)  qa   promoted from dev by alice, 1 of 1 gate passed, tagged 8,
                                               latest-qa
      JSON: dev build true; qa promotion true"
    `);

    await story.qaRejectsEight();
    expect(await ask(story, 'history', { build: 8 }, facts)).toMatchInlineSnapshot(`
      "shop/checkout sha256:8888888888888888888888888888888888888888888888888888888888888888
        2026-11-21 10:10 UTC (6 min ago)  dev  build 8 of shop recorded by alice (commit c0ffee000008,
                                               branch main), tagged 8
        2026-11-21 10:12 UTC (4 min ago)  qa   promoted from dev by alice, 1 of 1 gate passed, tagged 8,
                                               latest-qa
        2026-11-21 10:14 UTC (2 min ago)  -    rejected by carol: Totals are wrong.
        2026-11-21 10:15 UTC (1 min ago)  uat  REFUSED to rita: Rejected by carol on 2026-11-21 10:14 UTC:
                                               Totals are wrong. See
                                               https://jenkins.example.com/job/shop/10/
      JSON: dev build true; qa promotion true; - verdict true; uat refusal true"
    `);

    await story.sevenGoesToUat();
    expect(await ask(story, 'history', { build: 7 }, facts)).toMatchInlineSnapshot(`
      "shop/checkout sha256:7777777777777777777777777777777777777777777777777777777777777777
        2026-11-21 10:07 UTC (13 min ago)  dev  build 7 of shop recorded by alice (commit c0ffee000007,
                                                branch main), tagged 7
        2026-11-21 10:09 UTC (11 min ago)  qa   promoted from dev by alice, 1 of 1 gate passed, tagged 7,
                                                latest-qa
        2026-11-21 10:17 UTC (3 min ago)   -    accepted by carol: All cases pass.
        2026-11-21 10:19 UTC (1 min ago)   uat  approved by bob: Agreed.
        2026-11-21 10:19 UTC (1 min ago)   uat  promoted from qa by rita, approved by bob, 1 of 1 gate
                                                passed, tagged 7-uat, latest-uat
      JSON: dev build true; qa promotion true; - verdict true; uat approval true; uat promotion true"
    `);

    await story.tenGoesToUat();
    expect(await ask(story, 'history', { build: 10 }, facts)).toMatchInlineSnapshot(`
      "shop/checkout sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
        2026-11-21 10:22 UTC (6 min ago)  dev  build 10 of shop recorded by alice (commit c0ffee000010,
                                               branch main), tagged 10
        2026-11-21 10:24 UTC (4 min ago)  qa   promoted from dev by alice, 1 of 1 gate passed, tagged 10,
                                               latest-qa
        2026-11-21 10:25 UTC (3 min ago)  -    accepted by carol: All cases pass.
        2026-11-21 10:27 UTC (1 min ago)  uat  approved by bob: Agreed.
        2026-11-21 10:27 UTC (1 min ago)  uat  promoted from qa by rita, approved by bob, 1 of 1 gate
                                               passed, tagged 10-uat, latest-uat
      JSON: dev build true; qa promotion true; - verdict true; uat approval true; uat promotion true"
    `);

    await story.elevenIsBad();
    expect(await ask(story, 'history', { build: 11 }, facts)).toMatchInlineSnapshot(`
      "shop/checkout sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
        2026-11-21 10:29 UTC (6 min ago)  dev  build 11 of shop recorded by alice (commit c0ffee000011,
                                               branch main), tagged 11
        2026-11-21 10:31 UTC (4 min ago)  qa   promoted from dev by alice, 1 of 1 gate passed, tagged 11,
                                               latest-qa
        2026-11-21 10:32 UTC (3 min ago)  -    accepted by carol: All cases pass.
        2026-11-21 10:34 UTC (1 min ago)  uat  approved by bob: Agreed.
        2026-11-21 10:34 UTC (1 min ago)  uat  promoted from qa by rita, approved by bob, 1 of 1 gate
                                               passed, tagged 11-uat, latest-uat
      JSON: dev build true; qa promotion true; - verdict true; uat approval true; uat promotion true"
    `);

    await story.uatGoesBack();
    expect(await ask(story, 'history', { build: 11 }, facts)).toMatchInlineSnapshot(`
      "shop/checkout sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
        2026-11-21 10:29 UTC (9 min ago)  dev  build 11 of shop recorded by alice (commit c0ffee000011,
                                               branch main), tagged 11
        2026-11-21 10:31 UTC (7 min ago)  qa   promoted from dev by alice, 1 of 1 gate passed, tagged 11,
                                               latest-qa
        2026-11-21 10:32 UTC (6 min ago)  -    accepted by carol: All cases pass.
        2026-11-21 10:34 UTC (4 min ago)  uat  approved by bob: Agreed.
        2026-11-21 10:34 UTC (4 min ago)  uat  promoted from qa by rita, approved by bob, 1 of 1 gate
                                               passed, tagged 11-uat, latest-uat
        2026-11-21 10:36 UTC (2 min ago)  uat  rolled back from build 11 to sha256:aaaaaaaaaaaa by erin,
                                               tagged latest-uat: Payments fail since build 11.
        2026-11-21 10:37 UTC (1 min ago)  uat  REFUSED to rita: It was rolled back from uat by erin on
                                               2026-11-21 10:36 UTC: Payments fail since build 11. See
                                               https://jenkins.example.com/job/shop/10/
      JSON: dev build true; qa promotion true; - verdict true; uat approval true; uat promotion true; uat rollback true; uat refusal true"
    `);

    await story.uatIsHeld();
    expect(await ask(story, 'history', { build: 12 }, facts)).toMatchInlineSnapshot(`
      "shop/checkout sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc
        2026-11-21 10:40 UTC (5 min ago)  dev  build 12 of shop recorded by alice (commit c0ffee000012,
                                               branch main), tagged 12
        2026-11-21 10:42 UTC (3 min ago)  qa   promoted from dev by alice, 1 of 1 gate passed, tagged 12,
                                               latest-qa
        2026-11-21 10:43 UTC (2 min ago)  -    accepted by carol: All cases pass.
        2026-11-21 10:44 UTC (1 min ago)  uat  REFUSED to rita: Promotions to uat are held by rita since
                                               2026-11-21 10:39 UTC: Payments are looked into. See
                                               https://jenkins.example.com/job/shop/10/
      JSON: dev build true; qa promotion true; - verdict true; uat refusal true"
    `);

    await story.somebodyPushesToUat();
    expect(await ask(story, 'history', { build: 10 }, facts)).toMatchInlineSnapshot(`
      "shop/checkout sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
        2026-11-21 10:22 UTC (24 min ago)  dev  build 10 of shop recorded by alice (commit c0ffee000010,
                                                branch main), tagged 10
        2026-11-21 10:24 UTC (22 min ago)  qa   promoted from dev by alice, 1 of 1 gate passed, tagged 10,
                                                latest-qa
        2026-11-21 10:25 UTC (21 min ago)  -    accepted by carol: All cases pass.
        2026-11-21 10:27 UTC (19 min ago)  uat  approved by bob: Agreed.
        2026-11-21 10:27 UTC (19 min ago)  uat  promoted from qa by rita, approved by bob, 1 of 1 gate
                                                passed, tagged 10-uat, latest-uat
        2026-11-21 10:36 UTC (10 min ago)  uat  rolled back from sha256:bbbbbbbbbbbb to build 10 by erin,
                                                tagged latest-uat: Payments fail since build 11.
      JSON: dev build true; qa promotion true; - verdict true; uat approval true; uat promotion true; uat rollback true"
    `);

    await story.aTagIsDeleted();
    expect(await ask(story, 'history', { build: 10 }, facts)).toMatchInlineSnapshot(`
      "shop/checkout sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
        2026-11-21 10:22 UTC (25 min ago)  dev  build 10 of shop recorded by alice (commit c0ffee000010,
                                                branch main), tagged 10
        2026-11-21 10:24 UTC (23 min ago)  qa   promoted from dev by alice, 1 of 1 gate passed, tagged 10,
                                                latest-qa
        2026-11-21 10:25 UTC (22 min ago)  -    accepted by carol: All cases pass.
        2026-11-21 10:27 UTC (20 min ago)  uat  approved by bob: Agreed.
        2026-11-21 10:27 UTC (20 min ago)  uat  promoted from qa by rita, approved by bob, 1 of 1 gate
                                                passed, tagged 10-uat, latest-uat
        2026-11-21 10:36 UTC (11 min ago)  uat  rolled back from sha256:bbbbbbbbbbbb to build 10 by erin,
                                                tagged latest-uat: Payments fail since build 11.
      JSON: dev build true; qa promotion true; - verdict true; uat approval true; uat promotion true; uat rollback true"
    `);

    await story.uatIsMended();
    expect(await ask(story, 'history', { build: 10 }, facts)).toMatchInlineSnapshot(`
      "shop/checkout sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
        2026-11-21 10:22 UTC (29 min ago)  dev  build 10 of shop recorded by alice (commit c0ffee000010,
                                                branch main), tagged 10
        2026-11-21 10:24 UTC (27 min ago)  qa   promoted from dev by alice, 1 of 1 gate passed, tagged 10,
                                                latest-qa
        2026-11-21 10:25 UTC (26 min ago)  -    accepted by carol: All cases pass.
        2026-11-21 10:27 UTC (24 min ago)  uat  approved by bob: Agreed.
        2026-11-21 10:27 UTC (24 min ago)  uat  promoted from qa by rita, approved by bob, 1 of 1 gate
                                                passed, tagged 10-uat, latest-uat
        2026-11-21 10:36 UTC (15 min ago)  uat  rolled back from sha256:bbbbbbbbbbbb to build 10 by erin,
                                                tagged latest-uat: Payments fail since build 11.
        2026-11-21 10:50 UTC (1 min ago)   uat  approved by bob: Agreed.
        2026-11-21 10:50 UTC (1 min ago)   uat  promoted from qa by rita, approved by bob, 1 of 1 gate
                                                passed, tagged 10-uat, latest-uat
      JSON: dev build true; qa promotion true; - verdict true; uat approval true; uat promotion true; uat rollback true; uat approval true; uat promotion true"
    `);

    await story.twelveGoesToUat();
    expect(await ask(story, 'history', { build: 12 }, facts)).toMatchInlineSnapshot(`
      "shop/checkout sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc
        2026-11-21 10:40 UTC (14 min ago)  dev  build 12 of shop recorded by alice (commit c0ffee000012,
                                                branch main), tagged 12
        2026-11-21 10:42 UTC (12 min ago)  qa   promoted from dev by alice, 1 of 1 gate passed, tagged 12,
                                                latest-qa
        2026-11-21 10:43 UTC (11 min ago)  -    accepted by carol: All cases pass.
        2026-11-21 10:44 UTC (10 min ago)  uat  REFUSED to rita: Promotions to uat are held by rita since
                                                2026-11-21 10:39 UTC: Payments are looked into. See
                                                https://jenkins.example.com/job/shop/10/
        2026-11-21 10:53 UTC (1 min ago)   uat  approved by bob: Agreed.
        2026-11-21 10:53 UTC (1 min ago)   uat  promoted from qa by rita, approved by bob, 1 of 1 gate
                                                passed, tagged 12-uat, latest-uat
      JSON: dev build true; qa promotion true; - verdict true; uat refusal true; uat approval true; uat promotion true"
    `);
  });
});

const facts = (document: JsonObject): string =>
  pick(document, 'happenings')
    .map((one) => `${words(one, 'environment')} ${words(one, 'kind')} ${words(one, 'counts')}`)
    .join('; ');
