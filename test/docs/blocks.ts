import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const CHECKOUT = join(import.meta.dirname, '..', '..');

/** What a page shows between fences. */
export interface Block {
  readonly page: string;
  /** The heading that it stands under. */
  readonly title: string;
  readonly text: string;
}

/** Pages for users, by their path. */
export const PAGES: readonly string[] = [
  'README.md',
  ...readdirSync(join(CHECKOUT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

export function readPage(page: string): string {
  return readFileSync(join(CHECKOUT, page), 'utf8');
}

/** Every block of a language on every page, in the order of reading. */
export function blocksOf(language: string): readonly Block[] {
  return PAGES.flatMap((page) => {
    const text = readPage(page);
    const blocks = text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'));
    return [...blocks].map((block) => ({
      page,
      title: [...text.slice(0, block.index).matchAll(/^#+ (.*)$/gm)].at(-1)?.[1] ?? '',
      text: block[1] ?? '',
    }));
  });
}
