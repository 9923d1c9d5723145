import { expect, it } from 'vitest';
import type { JsonObject } from '../../engine/oci/json.ts';
import { describeWith } from '../support/parts.ts';
import { beginStory, limit } from './story.ts';
import { ask, pick, words } from './story-asked.ts';

describeWith(['docker-registry', 'htpasswd'], 'imageStatus through a story', () => {
  it('says after each event what is where, and what is not as recorded', limit, async () => {
    const story = await beginStory();

    await story.buildsComeToQa();
    expect(await ask(story, 'status', {}, facts)).toMatchInlineSnapshot(`
      "shop/checkout
        env  build  image                commit        verdict  tests
        dev  8      sha256:888888888888  c0ffee000008  -        -
             since 2026-11-21 10:10 UTC (3 min ago), recorded by alice
        qa   8      sha256:888888888888  c0ffee000008  -        -
             since 2026-11-21 10:12 UTC (1 min ago), promoted from dev by alice
        uat  -      -                    -             -        -
             No record says that anything was put there.
        qa has build 8, without a verdict; uat has nothing yet.
      JSON: dev 8 build - drift - held by -; qa 8 promotion - drift - held by -; uat - - - drift - held by -; behind by -"
    `);

    await story.qaRejectsEight();
    expect(await ask(story, 'status', {}, facts)).toMatchInlineSnapshot(`
      "shop/checkout
        env  build  image                commit        verdict   tests
        dev  8      sha256:888888888888  c0ffee000008  rejected  -
             since 2026-11-21 10:10 UTC (6 min ago), recorded by alice
             rejected by carol: Totals are wrong.
        qa   8      sha256:888888888888  c0ffee000008  rejected  -
             since 2026-11-21 10:12 UTC (4 min ago), promoted from dev by alice
             rejected by carol: Totals are wrong.
        uat  -      -                    -             -         -
             No record says that anything was put there.
        qa has build 8, rejected; uat has nothing yet.
      JSON: dev 8 build rejected drift - held by -; qa 8 promotion rejected drift - held by -; uat - - - drift - held by -; behind by -"
    `);

    await story.sevenGoesToUat();
    expect(await ask(story, 'status', {}, facts)).toMatchInlineSnapshot(`
      "shop/checkout
        env  build  image                commit        verdict   tests
        dev  8      sha256:888888888888  c0ffee000008  rejected  -
             since 2026-11-21 10:10 UTC (10 min ago), recorded by alice
             rejected by carol: Totals are wrong.
        qa   8      sha256:888888888888  c0ffee000008  rejected  -
             since 2026-11-21 10:12 UTC (8 min ago), promoted from dev by alice
             rejected by carol: Totals are wrong.
        uat  7      sha256:777777777777  c0ffee000007  accepted  -
             since 2026-11-21 10:19 UTC (1 min ago), promoted from qa by rita, approved by bob
             accepted by carol: All cases pass.
        qa has build 8, rejected; uat has build 7: 1 build behind.
      JSON: dev 8 build rejected drift - held by -; qa 8 promotion rejected drift - held by -; uat 7 promotion accepted drift - held by -; behind by 1"
    `);

    await story.tenGoesToUat();
    expect(await ask(story, 'status', {}, facts)).toMatchInlineSnapshot(`
      "shop/checkout
        env  build  image                commit        verdict   tests
        dev  10     sha256:aaaaaaaaaaaa  c0ffee000010  accepted  -
             since 2026-11-21 10:22 UTC (6 min ago), recorded by alice
             accepted by carol: All cases pass.
        qa   10     sha256:aaaaaaaaaaaa  c0ffee000010  accepted  -
             since 2026-11-21 10:24 UTC (4 min ago), promoted from dev by alice
             accepted by carol: All cases pass.
        uat  10     sha256:aaaaaaaaaaaa  c0ffee000010  accepted  -
             since 2026-11-21 10:27 UTC (1 min ago), promoted from qa by rita, approved by bob
             accepted by carol: All cases pass.
      JSON: dev 10 build accepted drift - held by -; qa 10 promotion accepted drift - held by -; uat 10 promotion accepted drift - held by -; behind by -"
    `);

    await story.elevenIsBad();
    expect(await ask(story, 'status', {}, facts)).toMatchInlineSnapshot(`
      "shop/checkout
        env  build  image                commit        verdict   tests
        dev  11     sha256:bbbbbbbbbbbb  c0ffee000011  accepted  -
             since 2026-11-21 10:29 UTC (6 min ago), recorded by alice
             accepted by carol: All cases pass.
        qa   11     sha256:bbbbbbbbbbbb  c0ffee000011  accepted  -
             since 2026-11-21 10:31 UTC (4 min ago), promoted from dev by alice
             accepted by carol: All cases pass.
        uat  11     sha256:bbbbbbbbbbbb  c0ffee000011  accepted  -
             since 2026-11-21 10:34 UTC (1 min ago), promoted from qa by rita, approved by bob
             accepted by carol: All cases pass.
      JSON: dev 11 build accepted drift - held by -; qa 11 promotion accepted drift - held by -; uat 11 promotion accepted drift - held by -; behind by -"
    `);

    await story.uatGoesBack();
    expect(await ask(story, 'status', {}, facts)).toMatchInlineSnapshot(`
      "shop/checkout
        env  build  image                commit        verdict   tests
        dev  11     sha256:bbbbbbbbbbbb  c0ffee000011  accepted  -
             since 2026-11-21 10:29 UTC (9 min ago), recorded by alice
             accepted by carol: All cases pass.
        qa   11     sha256:bbbbbbbbbbbb  c0ffee000011  accepted  -
             since 2026-11-21 10:31 UTC (7 min ago), promoted from dev by alice
             accepted by carol: All cases pass.
        uat  10     sha256:aaaaaaaaaaaa  c0ffee000010  accepted  -
             since 2026-11-21 10:36 UTC (2 min ago), rolled back to by erin: Payments fail since build 11.
             accepted by carol: All cases pass.
        qa has build 11, accepted; uat went back from it to build 10: 1 build behind.
      JSON: dev 11 build accepted drift - held by -; qa 11 promotion accepted drift - held by -; uat 10 rollback accepted drift - held by -; behind by 1"
    `);

    await story.uatIsHeld();
    expect(await ask(story, 'status', {}, facts)).toMatchInlineSnapshot(`
      "shop/checkout
        env  build  image                commit        verdict   tests
        dev  12     sha256:cccccccccccc  c0ffee000012  accepted  -
             since 2026-11-21 10:40 UTC (5 min ago), recorded by alice
             accepted by carol: All cases pass.
        qa   12     sha256:cccccccccccc  c0ffee000012  accepted  -
             since 2026-11-21 10:42 UTC (3 min ago), promoted from dev by alice
             accepted by carol: All cases pass.
        uat  10     sha256:aaaaaaaaaaaa  c0ffee000010  accepted  -
             since 2026-11-21 10:36 UTC (9 min ago), rolled back to by erin: Payments fail since build 11.
             accepted by carol: All cases pass.
             HELD   Promotions to uat are held by rita since 2026-11-21 10:39 UTC: Payments are looked
                    into. See https://jenkins.example.com/job/shop/10/
                    → Once the reason is gone: holdPromotions(env: 'uat', state: 'released', reason: '…').
        qa has build 12, accepted; uat has build 10: 2 builds behind.
      JSON: dev 12 build accepted drift - held by -; qa 12 promotion accepted drift - held by -; uat 10 rollback accepted drift - held by rita; behind by 2"
    `);

    await story.somebodyPushesToUat();
    expect(await ask(story, 'status', {}, facts)).toMatchInlineSnapshot(`
      "shop/checkout
        env  build  image                commit        verdict   tests
        dev  12     sha256:cccccccccccc  c0ffee000012  accepted  -
             since 2026-11-21 10:40 UTC (6 min ago), recorded by alice
             accepted by carol: All cases pass.
        qa   12     sha256:cccccccccccc  c0ffee000012  accepted  -
             since 2026-11-21 10:42 UTC (4 min ago), promoted from dev by alice
             accepted by carol: All cases pass.
        uat  10     sha256:aaaaaaaaaaaa  c0ffee000010  accepted  -
             since 2026-11-21 10:36 UTC (10 min ago), rolled back to by erin: Payments fail since build
             11.
             accepted by carol: All cases pass.
             HELD   Promotions to uat are held by rita since 2026-11-21 10:39 UTC: Payments are looked
                    into. See https://jenkins.example.com/job/shop/10/
                    → Once the reason is gone: holdPromotions(env: 'uat', state: 'released', reason: '…').
             DRIFT  Tag latest-uat of prod.example.com/shop/checkout is at sha256:ffffffffffff, and was put
                    on sha256:aaaaaaaaaaaa.
                    → It was moved by hand, or a promotion is under way or was cut short. To mend it:
                    promoteImage(env: 'uat', digest:
                    'sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa').
        qa has build 12, accepted; uat has build 10: 2 builds behind.
      JSON: dev 12 build accepted drift - held by -; qa 12 promotion accepted drift - held by -; uat 10 rollback accepted drift tag-moved held by rita; behind by 2"
    `);

    await story.aTagIsDeleted();
    expect(await ask(story, 'status', {}, facts)).toMatchInlineSnapshot(`
      "shop/checkout
        env  build  image                commit        verdict   tests
        dev  12     sha256:cccccccccccc  c0ffee000012  accepted  -
             since 2026-11-21 10:40 UTC (7 min ago), recorded by alice
             accepted by carol: All cases pass.
        qa   12     sha256:cccccccccccc  c0ffee000012  accepted  -
             since 2026-11-21 10:42 UTC (5 min ago), promoted from dev by alice
             accepted by carol: All cases pass.
        uat  10     sha256:aaaaaaaaaaaa  c0ffee000010  accepted  -
             since 2026-11-21 10:36 UTC (11 min ago), rolled back to by erin: Payments fail since build
             11.
             accepted by carol: All cases pass.
             HELD   Promotions to uat are held by rita since 2026-11-21 10:39 UTC: Payments are looked
                    into. See https://jenkins.example.com/job/shop/10/
                    → Once the reason is gone: holdPromotions(env: 'uat', state: 'released', reason: '…').
             DRIFT  Tag latest-uat of prod.example.com/shop/checkout is at sha256:ffffffffffff, and was put
                    on sha256:aaaaaaaaaaaa.
             DRIFT  Tag 10-uat of prod.example.com/shop/checkout is gone, and was put on
                    sha256:aaaaaaaaaaaa.
                    → It was moved by hand, or a promotion is under way or was cut short. To mend it:
                    promoteImage(env: 'uat', digest:
                    'sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa').
        qa has build 12, accepted; uat has build 10: 2 builds behind.
      JSON: dev 12 build accepted drift - held by -; qa 12 promotion accepted drift - held by -; uat 10 rollback accepted drift tag-moved tag-gone held by rita; behind by 2"
    `);

    await story.uatIsMended();
    expect(await ask(story, 'status', {}, facts)).toMatchInlineSnapshot(`
      "shop/checkout
        env  build  image                commit        verdict   tests
        dev  12     sha256:cccccccccccc  c0ffee000012  accepted  -
             since 2026-11-21 10:40 UTC (11 min ago), recorded by alice
             accepted by carol: All cases pass.
        qa   12     sha256:cccccccccccc  c0ffee000012  accepted  -
             since 2026-11-21 10:42 UTC (9 min ago), promoted from dev by alice
             accepted by carol: All cases pass.
        uat  10     sha256:aaaaaaaaaaaa  c0ffee000010  accepted  -
             since 2026-11-21 10:50 UTC (1 min ago), promoted from qa by rita, approved by bob
             accepted by carol: All cases pass.
        qa has build 12, accepted; uat has build 10: 2 builds behind.
      JSON: dev 12 build accepted drift - held by -; qa 12 promotion accepted drift - held by -; uat 10 promotion accepted drift - held by -; behind by 2"
    `);

    await story.twelveGoesToUat();
    expect(await ask(story, 'status', {}, facts)).toMatchInlineSnapshot(`
      "shop/checkout
        env  build  image                commit        verdict   tests
        dev  12     sha256:cccccccccccc  c0ffee000012  accepted  -
             since 2026-11-21 10:40 UTC (14 min ago), recorded by alice
             accepted by carol: All cases pass.
        qa   12     sha256:cccccccccccc  c0ffee000012  accepted  -
             since 2026-11-21 10:42 UTC (12 min ago), promoted from dev by alice
             accepted by carol: All cases pass.
        uat  12     sha256:cccccccccccc  c0ffee000012  accepted  -
             since 2026-11-21 10:53 UTC (1 min ago), promoted from qa by rita, approved by bob
             accepted by carol: All cases pass.
      JSON: dev 12 build accepted drift - held by -; qa 12 promotion accepted drift - held by -; uat 12 promotion accepted drift - held by -; behind by -"
    `);
  });
});

const facts = (document: JsonObject): string =>
  [
    ...pick(document, 'images.environments').map((one) =>
      [
        words(one, 'environment'),
        words(one, 'image.build.number'),
        words(one, 'image.how'),
        words(one, 'image.verdict.is'),
        `drift ${words(one, 'drift.kind')}`,
        `held by ${words(one, 'holds.by')}`,
      ].join(' '),
    ),
    `behind by ${words(document, 'images.behind.builds')}`,
  ].join('; ');
