import { describe, expect, it } from 'vitest';
import { promotionPage } from '../../engine/reports/page.ts';
import type { PageContent } from '../../engine/reports/page-content.ts';
import { content, FAIL, PASS, pageImage } from './content.ts';

/** The page as somebody hears it read: its text, without style and elements. */
function heard(page: PageContent): string {
  return promotionPage(page)
    .replace(/<style>.*<\/style>/s, '')
    .replace(/<\/(?:td|th|dt)>/g, ' | ')
    .replace(/<[^>]*>/g, '')
    .replace(/\n{2,}/g, '\n')
    .trim();
}

describe('the page of a promotion', () => {
  it('says what goes where, what it replaces, and who approved', () => {
    const approvals = [{ by: 'bob', comment: 'seen on the QA board' }];

    expect(heard(content({ headline: 'Promoted.', approvals }))).toMatchInlineSnapshot(`
      "Promotion of shop/checkout to uat
      Promotion of shop/checkout to uat
      Promoted.
      Gates
      Gate | 
      Outcome | 
      What was found | 
      order | 
      pass | The image went to dev, then qa. | 
      What goes where
      Image | sha256:1111111111111111111111111111111111111111111111111111111111111111 | 
      Taken from | the record of build 10 in this workspace | 
      Platforms | linux/amd64, linux/arm64 | 
      Build | 10 of shop recorded by alice 2026-11-21 10:01 UTC | 
      Commit | 9fceb02d0ae598e95dc970b74767f19372d61af8 | 
      Branch | main | 
      Comes from | qa: nexus.example.com:8082/shop/checkout-qa | 
      Asked for by | alice | 
      Change | CHG-4711 | 
      Tags it gets there, and what they leave:
      Repository | 
      Tag | 
      Replaces | 
      nexus.example.com/docker-prod/shop/checkout | 10-uat | nothing, it is new | 
      nexus.example.com/docker-prod/shop/checkout | latest-uat | sha256:2222222222222222222222222222222222222222222222222222222222222222 | 
      Approvals
      Wanted: 1 of uat-leads, but not alice (asked for this promotion). 
      Approved by bob: seen on the QA board
      Policy: promotion.yaml, sha256:3333333333333333333333333333333333333333333333333333333333333333
      Written 2026-11-21 10:02 UTC for https://jenkins.example.com/job/shop/10/"
    `);
  });

  it('says first why it is refused and what to do, then which gates passed', () => {
    const reasons = [{ gate: 'user', because: FAIL.because, remedy: FAIL.remedy ?? '' }];
    const warning = { ...FAIL, kind: 'size', name: 'big', mode: 'warn' as const };
    const forced = { ...FAIL, kind: 'freeze', forced: { by: 'erin', reason: 'INC-1' } };
    const image = pageImage({
      ...{ reasons, advice: 'Begin with 1.' },
      ...{ gates: [PASS, forced, warning, FAIL], notes: ['Odd.'] },
    });

    expect(heard(content({ headline: 'Refused.', images: [image] }))).toMatchInlineSnapshot(`
      "Promotion of shop/checkout to uat
      Promotion of shop/checkout to uat
      Refused.
      Why not, and what to do
      user: The image has to run as a user other than root.
      To do: Put USER 10001 at the end of the Dockerfile, and promote the image of a new build.
      Begin with 1.
      Gates
      Gate | 
      Outcome | 
      What was found | 
      user | 
      FAIL | The image has to run as a user other than root. | 
      freeze | 
      fail, forced by erin: INC-1 | The image has to run as a user other than root. Put USER 10001 at the end of the Dockerfile, and promote the image of a new build. | 
      size (big) | 
      fail, only warns | The image has to run as a user other than root. Put USER 10001 at the end of the Dockerfile, and promote the image of a new build. | 
      order | 
      pass | The image went to dev, then qa. | 
      What goes where
      Image | sha256:1111111111111111111111111111111111111111111111111111111111111111 | 
      Taken from | the record of build 10 in this workspace | 
      Platforms | linux/amd64, linux/arm64 | 
      Build | 10 of shop recorded by alice 2026-11-21 10:01 UTC | 
      Commit | 9fceb02d0ae598e95dc970b74767f19372d61af8 | 
      Branch | main | 
      Comes from | qa: nexus.example.com:8082/shop/checkout-qa | 
      Asked for by | alice | 
      Change | CHG-4711 | 
      Tags it gets there, and what they leave:
      Repository | 
      Tag | 
      Replaces | 
      nexus.example.com/docker-prod/shop/checkout | 10-uat | nothing, it is new | 
      nexus.example.com/docker-prod/shop/checkout | latest-uat | sha256:2222222222222222222222222222222222222222222222222222222222222222 | 
      Notes
      Odd.
      Approvals
      Wanted: 1 of uat-leads, but not alice (asked for this promotion). Nobody has answered so far.
      Policy: promotion.yaml, sha256:3333333333333333333333333333333333333333333333333333333333333333
      Written 2026-11-21 10:02 UTC for https://jenkins.example.com/job/shop/10/"
    `);
  });

  it('names the image in each heading where there are several', () => {
    const page = heard(content({ images: [pageImage(), pageImage({ image: 'shop/cart' })] }));

    expect(page).toMatch(/^Promotion of 2 images, as one, to uat$/m);
    expect(page).toMatch(/^shop\/checkout: Gates$/m);
    expect(page).toMatch(/^shop\/cart: Gates$/m);
  });

  it('loads nothing and runs nothing', () => {
    const page = promotionPage(content());

    expect(page).not.toMatch(/<script|<link|<img|<iframe|\bsrc=|@import|url\(/i);
  });
});
