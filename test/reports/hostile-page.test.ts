import { describe, expect, it } from 'vitest';
import { html, link } from '../../engine/reports/html.ts';
import { promotionPage } from '../../engine/reports/page.ts';
import { content, pageImage } from './content.ts';

const HOSTILE = `"><script>alert(1)</script><img src=x onerror='alert(2)'> & \u0000\u202eend`;
const ESCAPED =
  "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror='alert(2)'&gt; &amp; end";

/** Every text in it replaced, however deep; words of ours that are no text stay. */
function poisoned<Value>(value: Value): Value {
  if (typeof value === 'string') return (value === '' ? '' : HOSTILE) as Value;
  if (Array.isArray(value)) return value.map(poisoned) as Value;
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  const entries = Object.entries(value).map(([name, inner]) => [
    name,
    OURS.includes(name) ? inner : poisoned(inner),
  ]);
  return Object.fromEntries(entries);
}

const OURS = ['mode', 'outcome', 'recordedAt', 'now'];

describe('the page of a promotion whose every word is hostile', () => {
  const reasons = [{ gate: 'user', because: 'x', remedy: 'y' }];
  const gate = {
    ...{ kind: 'user', name: 'n', mode: 'refuse' as const, outcome: 'fail' as const },
    ...{ because: 'b', remedy: 'r', forced: { by: 'erin', reason: 'INC-1' } },
  };
  const honest = content({
    approvals: [{ by: 'bob', comment: 'yes' }],
    images: [pageImage({ reasons, advice: 'Begin.', gates: [gate], notes: ['Odd.'] }), pageImage()],
  });
  const elementsOf = (page: string) => page.match(/<[^>]*>/g);

  it('has the elements of an honest one, but for links', () => {
    const withoutLinks = (page: string) =>
      elementsOf(page)?.filter((element) => !/^<\/?a\b/.test(element));

    expect(withoutLinks(promotionPage(poisoned(honest)))).toEqual(
      withoutLinks(promotionPage(honest)),
    );
  });

  it('shows the words as they are, without those that turn text around', () => {
    const page = promotionPage(poisoned(honest));

    expect(page).toContain(ESCAPED);
    expect(page).not.toContain('\u0000');
    expect(page).not.toContain('\u202e');
  });
});

describe('a link', () => {
  it.each(['javascript:alert(1)', 'data:text/html,x', ' https://x', '//example.com', undefined])(
    'is none to %s',
    (address) => {
      expect(link(address, 'here').text).toBe('here');
    },
  );

  it('keeps its address inside the attribute', () => {
    expect(link('https://example.com/"onclick="x', 'here').text).toBe(
      '<a href="https://example.com/&quot;onclick=&quot;x">here</a>',
    );
  });
});

describe('html', () => {
  it('takes an object that only looks like its own for text', () => {
    const forged = { text: '<b>' } as unknown as string;

    expect(() => html`${forged}`).toThrow();
  });
});
