import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PAGES } from './blocks.ts';

const CHECKOUT = join(import.meta.dirname, '..', '..');

describe('a page for users', () => {
  it.each(PAGES)('%s links to what is there', (page) => {
    const text = withoutBlocks(readFileSync(join(CHECKOUT, page), 'utf8'));
    const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);

    const broken = targets.filter((target) => !/^https?:/.test(target) && !isThere(page, target));

    expect(broken).toEqual([]);
  });
});

function isThere(page: string, target: string): boolean {
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? join(CHECKOUT, page) : join(CHECKOUT, dirname(page), path);
  if (!existsSync(file)) return false;
  return anchor === undefined || anchorsOf(readFileSync(file, 'utf8')).includes(anchor);
}

/** As GitHub makes them of headings. */
function anchorsOf(text: string): readonly string[] {
  return [...withoutBlocks(text).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function withoutBlocks(text: string): string {
  return text.replace(/^```.*?^```$/gms, '');
}
