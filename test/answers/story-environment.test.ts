import { expect, it } from 'vitest';
import type { JsonObject } from '../../engine/oci/json.ts';
import { describeWith } from '../support/parts.ts';
import { beginStory, limit } from './story.ts';
import { ask, words } from './story-asked.ts';

describeWith(
  ['docker-registry', 'htpasswd'],
  'imageHistory of an environment through a story',
  () => {
    it('tells after each event what happened in uat last', limit, async () => {
      const story = await beginStory();

      await story.buildsComeToQa();
      expect(await ask(story, 'history', { env: 'uat', most: 4 }, facts)).toMatchInlineSnapshot(`
        "shop/checkout in uat, newest first
          Nothing is recorded to have happened in uat.
        JSON: -; cut false"
      `);

      await story.qaRejectsEight();
      expect(await ask(story, 'history', { env: 'uat', most: 4 }, facts)).toMatchInlineSnapshot(`
        "shop/checkout in uat, newest first
          2026-11-21 10:15 UTC (1 min ago)  sha256:888888888888  REFUSED to rita: Rejected by carol on
                                                                 2026-11-21 10:14 UTC: Totals are wrong. See
                                                                 https://jenkins.example.com/job/shop/10/
        JSON: refusal; cut false"
      `);

      await story.sevenGoesToUat();
      expect(await ask(story, 'history', { env: 'uat', most: 4 }, facts)).toMatchInlineSnapshot(`
        "shop/checkout in uat, newest first
          2026-11-21 10:19 UTC (1 min ago)  sha256:777777777777  build 7 promoted from qa by rita, approved
                                                                 by bob, 1 of 1 gate passed, tagged 7-uat,
                                                                 latest-uat
          2026-11-21 10:15 UTC (5 min ago)  sha256:888888888888  REFUSED to rita: Rejected by carol on
                                                                 2026-11-21 10:14 UTC: Totals are wrong. See
                                                                 https://jenkins.example.com/job/shop/10/
        JSON: promotion refusal; cut false"
      `);

      await story.tenGoesToUat();
      expect(await ask(story, 'history', { env: 'uat', most: 4 }, facts)).toMatchInlineSnapshot(`
        "shop/checkout in uat, newest first
          2026-11-21 10:27 UTC (1 min ago)   sha256:aaaaaaaaaaaa  build 10 promoted from qa by rita,
                                                                  approved by bob, 1 of 1 gate passed,
                                                                  tagged 10-uat, latest-uat
          2026-11-21 10:19 UTC (9 min ago)   sha256:777777777777  build 7 promoted from qa by rita, approved
                                                                  by bob, 1 of 1 gate passed, tagged 7-uat,
                                                                  latest-uat
          2026-11-21 10:15 UTC (13 min ago)  sha256:888888888888  REFUSED to rita: Rejected by carol on
                                                                  2026-11-21 10:14 UTC: Totals are wrong.
                                                                  See
                                                                  https://jenkins.example.com/job/shop/10/
        JSON: promotion promotion refusal; cut false"
      `);

      await story.elevenIsBad();
      expect(await ask(story, 'history', { env: 'uat', most: 4 }, facts)).toMatchInlineSnapshot(`
        "shop/checkout in uat, newest first
          2026-11-21 10:34 UTC (1 min ago)   sha256:bbbbbbbbbbbb  build 11 promoted from qa by rita,
                                                                  approved by bob, 1 of 1 gate passed,
                                                                  tagged 11-uat, latest-uat
          2026-11-21 10:27 UTC (8 min ago)   sha256:aaaaaaaaaaaa  build 10 promoted from qa by rita,
                                                                  approved by bob, 1 of 1 gate passed,
                                                                  tagged 10-uat, latest-uat
          2026-11-21 10:19 UTC (16 min ago)  sha256:777777777777  build 7 promoted from qa by rita, approved
                                                                  by bob, 1 of 1 gate passed, tagged 7-uat,
                                                                  latest-uat
          2026-11-21 10:15 UTC (20 min ago)  sha256:888888888888  REFUSED to rita: Rejected by carol on
                                                                  2026-11-21 10:14 UTC: Totals are wrong.
                                                                  See
                                                                  https://jenkins.example.com/job/shop/10/
        JSON: promotion promotion promotion refusal; cut false"
      `);

      await story.uatGoesBack();
      expect(await ask(story, 'history', { env: 'uat', most: 4 }, facts)).toMatchInlineSnapshot(`
        "shop/checkout in uat, newest first
          2026-11-21 10:37 UTC (1 min ago)   sha256:bbbbbbbbbbbb  REFUSED to rita: It was rolled back from
                                                                  uat by erin on 2026-11-21 10:36 UTC:
                                                                  Payments fail since build 11. See
                                                                  https://jenkins.example.com/job/shop/10/
          2026-11-21 10:36 UTC (2 min ago)   sha256:aaaaaaaaaaaa  rolled back from build 11 to build 10 by
                                                                  erin, tagged latest-uat: Payments fail
                                                                  since build 11.
          2026-11-21 10:34 UTC (4 min ago)   sha256:bbbbbbbbbbbb  build 11 promoted from qa by rita,
                                                                  approved by bob, 1 of 1 gate passed,
                                                                  tagged 11-uat, latest-uat
          2026-11-21 10:27 UTC (11 min ago)  sha256:aaaaaaaaaaaa  build 10 promoted from qa by rita,
                                                                  approved by bob, 1 of 1 gate passed,
                                                                  tagged 10-uat, latest-uat
          There is more; ask for it with \`most\`.
        JSON: refusal rollback promotion promotion; cut true"
      `);

      await story.uatIsHeld();
      expect(await ask(story, 'history', { env: 'uat', most: 4 }, facts)).toMatchInlineSnapshot(`
        "shop/checkout in uat, newest first
          2026-11-21 10:44 UTC (1 min ago)  sha256:cccccccccccc  REFUSED to rita: Promotions to uat are held
                                                                 by rita since 2026-11-21 10:39 UTC:
                                                                 Payments are looked into. See
                                                                 https://jenkins.example.com/job/shop/10/
          2026-11-21 10:39 UTC (6 min ago)  -                    held by rita: Payments are looked into.
          2026-11-21 10:37 UTC (8 min ago)  sha256:bbbbbbbbbbbb  REFUSED to rita: It was rolled back from
                                                                 uat by erin on 2026-11-21 10:36 UTC:
                                                                 Payments fail since build 11. See
                                                                 https://jenkins.example.com/job/shop/10/
          2026-11-21 10:36 UTC (9 min ago)  sha256:aaaaaaaaaaaa  rolled back from sha256:bbbbbbbbbbbb to
                                                                 sha256:aaaaaaaaaaaa by erin, tagged
                                                                 latest-uat: Payments fail since build 11.
          There is more; ask for it with \`most\`.
        JSON: refusal hold refusal rollback; cut true"
      `);

      await story.somebodyPushesToUat();
      expect(await ask(story, 'history', { env: 'uat', most: 4 }, facts)).toMatchInlineSnapshot(`
        "shop/checkout in uat, newest first
          2026-11-21 10:44 UTC (2 min ago)   sha256:cccccccccccc  REFUSED to rita: Promotions to uat are
                                                                  held by rita since 2026-11-21 10:39 UTC:
                                                                  Payments are looked into. See
                                                                  https://jenkins.example.com/job/shop/10/
          2026-11-21 10:39 UTC (7 min ago)   -                    held by rita: Payments are looked into.
          2026-11-21 10:37 UTC (9 min ago)   sha256:bbbbbbbbbbbb  REFUSED to rita: It was rolled back from
                                                                  uat by erin on 2026-11-21 10:36 UTC:
                                                                  Payments fail since build 11. See
                                                                  https://jenkins.example.com/job/shop/10/
          2026-11-21 10:36 UTC (10 min ago)  sha256:aaaaaaaaaaaa  rolled back from sha256:bbbbbbbbbbbb to
                                                                  sha256:aaaaaaaaaaaa by erin, tagged
                                                                  latest-uat: Payments fail since build 11.
          There is more; ask for it with \`most\`.
        JSON: refusal hold refusal rollback; cut true"
      `);

      await story.aTagIsDeleted();
      expect(await ask(story, 'history', { env: 'uat', most: 4 }, facts)).toMatchInlineSnapshot(`
        "shop/checkout in uat, newest first
          2026-11-21 10:44 UTC (3 min ago)   sha256:cccccccccccc  REFUSED to rita: Promotions to uat are
                                                                  held by rita since 2026-11-21 10:39 UTC:
                                                                  Payments are looked into. See
                                                                  https://jenkins.example.com/job/shop/10/
          2026-11-21 10:39 UTC (8 min ago)   -                    held by rita: Payments are looked into.
          2026-11-21 10:37 UTC (10 min ago)  sha256:bbbbbbbbbbbb  REFUSED to rita: It was rolled back from
                                                                  uat by erin on 2026-11-21 10:36 UTC:
                                                                  Payments fail since build 11. See
                                                                  https://jenkins.example.com/job/shop/10/
          2026-11-21 10:36 UTC (11 min ago)  sha256:aaaaaaaaaaaa  rolled back from sha256:bbbbbbbbbbbb to
                                                                  sha256:aaaaaaaaaaaa by erin, tagged
                                                                  latest-uat: Payments fail since build 11.
          There is more; ask for it with \`most\`.
        JSON: refusal hold refusal rollback; cut true"
      `);

      await story.uatIsMended();
      expect(await ask(story, 'history', { env: 'uat', most: 4 }, facts)).toMatchInlineSnapshot(`
        "shop/checkout in uat, newest first
          2026-11-21 10:50 UTC (1 min ago)   sha256:aaaaaaaaaaaa  build 10 promoted from qa by rita,
                                                                  approved by bob, 1 of 1 gate passed,
                                                                  tagged 10-uat, latest-uat
          2026-11-21 10:48 UTC (3 min ago)   -                    released by rita: Found.
          2026-11-21 10:44 UTC (7 min ago)   sha256:cccccccccccc  REFUSED to rita: Promotions to uat are
                                                                  held by rita since 2026-11-21 10:39 UTC:
                                                                  Payments are looked into. See
                                                                  https://jenkins.example.com/job/shop/10/
          2026-11-21 10:39 UTC (12 min ago)  -                    held by rita: Payments are looked into.
          There is more; ask for it with \`most\`.
        JSON: promotion hold refusal hold; cut true"
      `);

      await story.twelveGoesToUat();
      expect(await ask(story, 'history', { env: 'uat', most: 4 }, facts)).toMatchInlineSnapshot(`
        "shop/checkout in uat, newest first
          2026-11-21 10:53 UTC (1 min ago)   sha256:cccccccccccc  build 12 promoted from qa by rita,
                                                                  approved by bob, 1 of 1 gate passed,
                                                                  tagged 12-uat, latest-uat
          2026-11-21 10:50 UTC (4 min ago)   sha256:aaaaaaaaaaaa  build 10 promoted from qa by rita,
                                                                  approved by bob, 1 of 1 gate passed,
                                                                  tagged 10-uat, latest-uat
          2026-11-21 10:48 UTC (6 min ago)   -                    released by rita: Found.
          2026-11-21 10:44 UTC (10 min ago)  sha256:cccccccccccc  REFUSED to rita: Promotions to uat are
                                                                  held by rita since 2026-11-21 10:39 UTC:
                                                                  Payments are looked into. See
                                                                  https://jenkins.example.com/job/shop/10/
          There is more; ask for it with \`most\`.
        JSON: promotion promotion hold refusal; cut true"
      `);
    });
  },
);

const facts = (document: JsonObject): string =>
  `${words(document, 'happenings.kind')}; cut ${words(document, 'isCut')}`;
