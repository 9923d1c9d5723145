import { expect, it } from 'vitest';
import type { JsonObject } from '../../engine/oci/json.ts';
import { describeWith } from '../support/parts.ts';
import { beginStory, limit } from './story.ts';
import { ask, pick, words } from './story-asked.ts';

describeWith(['docker-registry', 'htpasswd'], 'verifyImage through a story', () => {
  it(
    'says after each event whether what latest-uat is at came by the right path',
    limit,
    async () => {
      const story = await beginStory();

      await story.buildsComeToQa();
      await story.qaRejectsEight();
      await story.sevenGoesToUat();
      expect(
        await ask(story, 'verify', { env: 'uat', tag: 'latest-uat' }, facts),
      ).toMatchInlineSnapshot(`
        "shop/checkout in uat
          sha256:7777777777777777777777777777777777777777777777777777777777777777
          prod.example.com/shop/checkout
            ok    image     It is there.
            ok    tag       Tag latest-uat is at this image.
            ok    record    Promoted from qa on 2026-11-21 10:17 UTC (1 min ago), asked for by rita; signed
                            by nobody.
            ok    rollback  No rollback since then.
            ok    policy    It was let in under this very promotion.yaml (sha256:0123456789ab).
            ok    path      It came by dev, qa, uat; build 7 of shop from commit c0ffee000007.
            ok    gates     Gates of uat: verdict passed.
            ok    approval  Approved for uat by bob on 2026-11-21 10:17 UTC.
            ok    gates     Gates of qa: build-result passed.
            ok    verdict   Accepted by carol on 2026-11-21 10:15 UTC: All cases pass.
            ok    hold      Nobody holds it.
            note  reading   There is no \`trust\` in the policy, so whoever may push can write a record.
        Verified: it came here by the path that the policy asks for.
        JSON: true; image pass; tag pass; record pass; rollback pass; policy pass; path pass; gates pass; approval pass; gates pass; verdict pass; hold pass; reading note"
      `);

      await story.tenGoesToUat();
      expect(
        await ask(story, 'verify', { env: 'uat', tag: 'latest-uat' }, facts),
      ).toMatchInlineSnapshot(`
        "shop/checkout in uat
          sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
          prod.example.com/shop/checkout
            ok    image     It is there.
            ok    tag       Tag latest-uat is at this image.
            ok    record    Promoted from qa on 2026-11-21 10:25 UTC (1 min ago), asked for by rita; signed
                            by nobody.
            ok    rollback  No rollback since then.
            ok    policy    It was let in under this very promotion.yaml (sha256:0123456789ab).
            ok    path      It came by dev, qa, uat; build 10 of shop from commit c0ffee000010.
            ok    gates     Gates of uat: verdict passed.
            ok    approval  Approved for uat by bob on 2026-11-21 10:25 UTC.
            ok    gates     Gates of qa: build-result passed.
            ok    verdict   Accepted by carol on 2026-11-21 10:23 UTC: All cases pass.
            ok    hold      Nobody holds it.
            note  reading   There is no \`trust\` in the policy, so whoever may push can write a record.
        Verified: it came here by the path that the policy asks for.
        JSON: true; image pass; tag pass; record pass; rollback pass; policy pass; path pass; gates pass; approval pass; gates pass; verdict pass; hold pass; reading note"
      `);

      await story.elevenIsBad();
      expect(
        await ask(story, 'verify', { env: 'uat', tag: 'latest-uat' }, facts),
      ).toMatchInlineSnapshot(`
        "shop/checkout in uat
          sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
          prod.example.com/shop/checkout
            ok    image     It is there.
            ok    tag       Tag latest-uat is at this image.
            ok    record    Promoted from qa on 2026-11-21 10:32 UTC (1 min ago), asked for by rita; signed
                            by nobody.
            ok    rollback  No rollback since then.
            ok    policy    It was let in under this very promotion.yaml (sha256:0123456789ab).
            ok    path      It came by dev, qa, uat; build 11 of shop from commit c0ffee000011.
            ok    gates     Gates of uat: verdict passed.
            ok    approval  Approved for uat by bob on 2026-11-21 10:32 UTC.
            ok    gates     Gates of qa: build-result passed.
            ok    verdict   Accepted by carol on 2026-11-21 10:30 UTC: All cases pass.
            ok    hold      Nobody holds it.
            note  reading   There is no \`trust\` in the policy, so whoever may push can write a record.
        Verified: it came here by the path that the policy asks for.
        JSON: true; image pass; tag pass; record pass; rollback pass; policy pass; path pass; gates pass; approval pass; gates pass; verdict pass; hold pass; reading note"
      `);

      await story.uatGoesBack();
      expect(
        await ask(story, 'verify', { env: 'uat', tag: 'latest-uat' }, facts),
      ).toMatchInlineSnapshot(`
        "shop/checkout in uat
          sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
          prod.example.com/shop/checkout
            ok    image     It is there.
            ok    tag       Tag latest-uat is at this image.
            ok    record    Promoted from qa on 2026-11-21 10:25 UTC (11 min ago), asked for by rita; signed
                            by nobody.
            ok    rollback  No rollback since then, but one to this image.
            ok    policy    It was let in under this very promotion.yaml (sha256:0123456789ab).
            ok    path      It came by dev, qa, uat; build 10 of shop from commit c0ffee000010.
            ok    gates     Gates of uat: verdict passed.
            ok    approval  Approved for uat by bob on 2026-11-21 10:25 UTC.
            ok    gates     Gates of qa: build-result passed.
            ok    verdict   Accepted by carol on 2026-11-21 10:23 UTC: All cases pass.
            ok    hold      Nobody holds it.
            note  reading   There is no \`trust\` in the policy, so whoever may push can write a record.
        Verified: it came here by the path that the policy asks for.
        JSON: true; image pass; tag pass; record pass; rollback pass; policy pass; path pass; gates pass; approval pass; gates pass; verdict pass; hold pass; reading note"
      `);

      await story.uatIsHeld();
      expect(
        await ask(story, 'verify', { env: 'uat', tag: 'latest-uat' }, facts),
      ).toMatchInlineSnapshot(`
        "shop/checkout in uat
          sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
          prod.example.com/shop/checkout
            ok    image     It is there.
            ok    tag       Tag latest-uat is at this image.
            ok    record    Promoted from qa on 2026-11-21 10:25 UTC (18 min ago), asked for by rita; signed
                            by nobody.
            ok    rollback  No rollback since then, but one to this image.
            ok    policy    It was let in under this very promotion.yaml (sha256:0123456789ab).
            ok    path      It came by dev, qa, uat; build 10 of shop from commit c0ffee000010.
            ok    gates     Gates of uat: verdict passed.
            ok    approval  Approved for uat by bob on 2026-11-21 10:25 UTC.
            ok    gates     Gates of qa: build-result passed.
            ok    verdict   Accepted by carol on 2026-11-21 10:23 UTC: All cases pass.
            ok    hold      Nobody holds it.
            note  reading   There is no \`trust\` in the policy, so whoever may push can write a record.
        Verified: it came here by the path that the policy asks for.
        JSON: true; image pass; tag pass; record pass; rollback pass; policy pass; path pass; gates pass; approval pass; gates pass; verdict pass; hold pass; reading note"
      `);

      await story.somebodyPushesToUat();
      expect(
        await ask(story, 'verify', { env: 'uat', tag: 'latest-uat' }, facts),
      ).toMatchInlineSnapshot(`
        "shop/checkout in uat
          sha256:ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff
          prod.example.com/shop/checkout
            ok    image     It is there.
            FAIL  tag       Tag latest-uat of prod.example.com/shop/checkout was moved: it is at
                            sha256:ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff now, but
                            it was put on
                            sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,
                            recorded by erin at 2026-11-21 10:34 UTC
                            (https://jenkins.example.com/job/shop/10/).
            FAIL  record    No record that counts says that sha256:ffffffffffff was put into uat at
                            prod.example.com/shop/checkout.
            ok    verdict   No verdict against it.
            ok    hold      Nobody holds it.
            note  reading   There is no \`trust\` in the policy, so whoever may push can write a record.
        shop/checkout sha256:ffffffffffff is not verified in uat, for 2 reasons:
        - Tag latest-uat of prod.example.com/shop/checkout was moved: it is at sha256:ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff now, but it was put on sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, recorded by erin at 2026-11-21 10:34 UTC (https://jenkins.example.com/job/shop/10/).
          Find out who moved it, and have the image promoted or rolled back by its step: a tag set by hand is not believed.
        - No record that counts says that sha256:ffffffffffff was put into uat at prod.example.com/shop/checkout.
          Promote it with promoteImage(env: 'uat', …); what was pushed by hand is not believed.
        Do not deploy it as it is.
        JSON: false; image pass; tag fail; record fail; verdict pass; hold pass; reading note"
      `);

      await story.aTagIsDeleted();
      expect(
        await ask(story, 'verify', { env: 'uat', tag: 'latest-uat' }, facts),
      ).toMatchInlineSnapshot(`
        "shop/checkout in uat
          sha256:ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff
          prod.example.com/shop/checkout
            ok    image     It is there.
            FAIL  tag       Tag latest-uat of prod.example.com/shop/checkout was moved: it is at
                            sha256:ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff now, but
                            it was put on
                            sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,
                            recorded by erin at 2026-11-21 10:34 UTC
                            (https://jenkins.example.com/job/shop/10/).
            FAIL  record    No record that counts says that sha256:ffffffffffff was put into uat at
                            prod.example.com/shop/checkout.
            ok    verdict   No verdict against it.
            ok    hold      Nobody holds it.
            note  reading   There is no \`trust\` in the policy, so whoever may push can write a record.
        shop/checkout sha256:ffffffffffff is not verified in uat, for 2 reasons:
        - Tag latest-uat of prod.example.com/shop/checkout was moved: it is at sha256:ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff now, but it was put on sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, recorded by erin at 2026-11-21 10:34 UTC (https://jenkins.example.com/job/shop/10/).
          Find out who moved it, and have the image promoted or rolled back by its step: a tag set by hand is not believed.
        - No record that counts says that sha256:ffffffffffff was put into uat at prod.example.com/shop/checkout.
          Promote it with promoteImage(env: 'uat', …); what was pushed by hand is not believed.
        Do not deploy it as it is.
        JSON: false; image pass; tag fail; record fail; verdict pass; hold pass; reading note"
      `);

      await story.uatIsMended();
      expect(
        await ask(story, 'verify', { env: 'uat', tag: 'latest-uat' }, facts),
      ).toMatchInlineSnapshot(`
        "shop/checkout in uat
          sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
          prod.example.com/shop/checkout
            ok    image     It is there.
            ok    tag       Tag latest-uat is at this image.
            ok    record    Promoted from qa on 2026-11-21 10:48 UTC (1 min ago), asked for by rita; signed
                            by nobody.
            ok    rollback  No rollback since then.
            ok    policy    It was let in under this very promotion.yaml (sha256:0123456789ab).
            ok    path      It came by dev, qa, uat; build 10 of shop from commit c0ffee000010.
            ok    gates     Gates of uat: verdict passed.
            ok    approval  Approved for uat by bob on 2026-11-21 10:48 UTC.
            ok    gates     Gates of qa: build-result passed.
            ok    verdict   Accepted by carol on 2026-11-21 10:23 UTC: All cases pass.
            ok    hold      Nobody holds it.
            note  reading   There is no \`trust\` in the policy, so whoever may push can write a record.
        Verified: it came here by the path that the policy asks for.
        JSON: true; image pass; tag pass; record pass; rollback pass; policy pass; path pass; gates pass; approval pass; gates pass; verdict pass; hold pass; reading note"
      `);

      await story.twelveGoesToUat();
      expect(
        await ask(story, 'verify', { env: 'uat', tag: 'latest-uat' }, facts),
      ).toMatchInlineSnapshot(`
        "shop/checkout in uat
          sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc
          prod.example.com/shop/checkout
            ok    image     It is there.
            ok    tag       Tag latest-uat is at this image.
            ok    record    Promoted from qa on 2026-11-21 10:51 UTC (1 min ago), asked for by rita; signed
                            by nobody.
            ok    rollback  No rollback since then.
            ok    policy    It was let in under this very promotion.yaml (sha256:0123456789ab).
            ok    path      It came by dev, qa, uat; build 12 of shop from commit c0ffee000012.
            ok    gates     Gates of uat: verdict passed.
            ok    approval  Approved for uat by bob on 2026-11-21 10:51 UTC.
            ok    gates     Gates of qa: build-result passed.
            ok    verdict   Accepted by carol on 2026-11-21 10:41 UTC: All cases pass.
            ok    hold      Nobody holds it.
            note  reading   There is no \`trust\` in the policy, so whoever may push can write a record.
        Verified: it came here by the path that the policy asks for.
        JSON: true; image pass; tag pass; record pass; rollback pass; policy pass; path pass; gates pass; approval pass; gates pass; verdict pass; hold pass; reading note"
      `);
    },
  );
});

const facts = (document: JsonObject): string =>
  [
    words(document, 'isVerified'),
    ...pick(document, 'repositories.findings').map(
      (one) => `${words(one, 'check')} ${words(one, 'outcome')}`,
    ),
  ].join('; ');
