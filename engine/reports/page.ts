import { type Html, html, link } from './html.ts';
import type { PageContent, PageImage } from './page-content.ts';
import {
  code,
  describeApprovals,
  describeGates,
  describeHosts,
  describeMove,
  describeNotes,
  describeReasons,
  timeOf,
} from './page-sections.ts';
import { STYLE } from './style.ts';

/**
 * The promotion as one page without scripts and without anything to load. Jenkins serves archived files under a
 * Content-Security-Policy that blocks its style, too: then headings, lists and bordered tables have to do.
 * @see https://www.jenkins.io/doc/book/security/configuring-content-security-policy/
 */
export function promotionPage(content: PageContent): string {
  const { headline, environment, images, approvals, at, url } = content;
  const [only, ...others] = images;
  const isSet = others.length > 0;
  const what = isSet ? `${images.length} images, as one,` : only?.image;
  const title = `Promotion of ${what} to ${environment}`;
  const page = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
${STYLE}
</head>
<body>
<h1>${title}</h1>
<p><strong>${headline}</strong></p>
${images.map((image) => describeImage(image, isSet ? `${image.image}: ` : ''))}
${only === undefined ? [] : describeApprovals(only, approvals)}
<hr>
<p>Policy: ${only?.policy.file}, ${code(only?.policy.digest ?? '')}<br>
Written ${timeOf(at)}${url === undefined ? [] : html` for ${link(url, url)}`}</p>
</body>
</html>
`;
  return page.text;
}

function describeImage(image: PageImage, before: string): Html {
  return html`${describeReasons(image, before)}
${describeGates(image.gates, before)}
${describeMove(image, before)}
${describeHosts(image, before)}
${describeNotes(image, before)}`;
}
