import { describe, expect, it } from 'vitest';
import { diffImages } from '../../engine/answers/diff.ts';
import type { DiffAnswer } from '../../engine/answers/diff-answer.ts';
import { compareLink } from '../../engine/answers/diff-commits.ts';
import { describeDiff, describeDiffBriefly } from '../../engine/answers/diff-describe.ts';
import { parseDigest } from '../../engine/oci/digest.ts';
import { platform } from '../gates/image-facts.ts';

const digest = (digit: string) => parseDigest(`sha256:${digit.repeat(64)}`);
const facts = (digit: string, some: Parameters<typeof platform>[0]) => ({
  digest: digest(digit),
  annotations: {},
  platforms: [platform(some)],
});
const side = (digit: string, environment: string, number: string) => ({
  ...{ digest: digest(digit), repository: `${environment}.example.com/shop/checkout`, environment },
  build: { number },
});
const commits = (most: number) =>
  Array.from({ length: most }, (_, i) => ({
    ...{ id: String(i).padStart(40, '0'), author: 'Bob Miller', subject: `Change ${i}` },
  }));
const answer: DiffAnswer = {
  ...{ image: 'shop/checkout', into: 'uat' },
  before: side('1', 'uat', '10'),
  after: side('2', 'qa', '11'),
  diff: diffImages(
    facts('1', { user: 'root', env: ['A=1', 'DB_PASSWORD=a'] }),
    facts('2', {
      ...{ user: '1000', env: ['A=2', 'DB_PASSWORD=b'], exposedPorts: ['80/tcp'] },
      layers: [{ digest: digest('9'), sizeBytes: 3_000_000 }],
    }),
  ),
  commits: { added: commits(7), removed: commits(1), isCut: false, link: 'https://example.com/c' },
  packages: [
    { name: 'openssl', before: '3.0.13', after: '3.0.15' },
    { name: 'jq', after: '1.7' },
  ],
  notes: [],
};

describe('a diff in few lines', () => {
  it('tells an approver what changes', () => {
    expect(describeDiffBriefly(answer)).toMatchInlineSnapshot(`
      "Changes since build 10, sha256:111111111111, in uat:
      + 000000000 Change 0 (Bob Miller)
      + 000000000 Change 1 (Bob Miller)
      + 000000000 Change 2 (Bob Miller)
      + and 4 more
      LOST: 1 commit of what is there now
      linux/amd64: 0 layers kept, 1 added (2.9 MiB), 1 removed (976.6 KiB); 976.6 KiB → 2.9 MiB
      settings: user, port 80/tcp, env A, env DB_PASSWORD
      packages: 1 added, 0 removed, 1 in another version"
    `);
  });

  it('has at most 12 lines of at most 100 columns, whatever changes', () => {
    const env = Array.from({ length: 50 }, (_, i) => `NAME_${i}=${'x'.repeat(300)}`);
    const long: DiffAnswer = {
      ...answer,
      commits: {
        added: commits(51),
        removed: commits(50),
        isCut: true,
        link: 'https://example.com',
      },
      diff: diffImages(undefined, facts('2', { env })),
    };

    const lines = describeDiffBriefly(long).split('\n');

    expect(lines.length).toBeLessThanOrEqual(12);
    expect(lines.filter((line) => line.length > 100)).toEqual([]);
  });

  it.each([
    [{ ...answer, before: side('2', 'uat', '11') }, 'It is there already; nothing changes.'],
    [
      { image: 'a', after: answer.after, diff: answer.diff, commits: {}, notes: [] },
      'Nothing is there yet.',
    ],
  ])('says in a sentence that nothing is to be told', (one, sentence) => {
    expect(describeDiffBriefly(one)).toBe(sentence);
  });
});

describe('a diff in full', () => {
  it('cuts what an image says, keeps it on its line, and hides secrets', () => {
    const wild = 'x\n  Tags      forged\u001b[31m '.repeat(100);
    const diff = diffImages(facts('1', {}), facts('2', { labels: { wild }, env: ['TOKEN=abc'] }));

    const text = describeDiff({ ...answer, diff });

    expect(text).not.toMatch(/abc|\n {2}Tags/);
    expect(text).not.toContain('\u001b');
    expect(text.split('\n').filter((line) => line.length > 100)).toEqual([]);
  });
});

describe('the page that compares two commits', () => {
  it.each([
    [
      'https://github.com/shop/checkout',
      'https://github.com/shop/checkout/compare/aaaaaaaaaaaa...bbbbbbbbbbbb',
    ],
    [
      'git@github.com:shop/checkout.git',
      'https://github.com/shop/checkout/compare/aaaaaaaaaaaa...bbbbbbbbbbbb',
    ],
    [
      'https://gitlab.example.com/a/b/c.git',
      'https://gitlab.example.com/a/b/c/-/compare/aaaaaaaaaaaa...bbbbbbbbbbbb',
    ],
    [
      'ssh://git@bitbucket.org/a/b',
      'https://bitbucket.org/a/b/branches/compare/bbbbbbbbbbbb%0Daaaaaaaaaaaa',
    ],
    ['https://user:word@github.com/a/b', undefined],
    ['https://github.com.evil.example/a/b', undefined],
    ['https://github.com/../b', undefined],
    ['javascript:alert(1)', undefined],
    [undefined, undefined],
  ])('of %s is %s', (repository, link) => {
    expect(compareLink(repository, 'a'.repeat(40), 'b'.repeat(40))).toBe(link);
  });
});
