import { readFileSync } from 'node:fs';

/** A heading of a page with what stands below it. */
export interface Section {
  readonly title: string;
  readonly text: string;
  /** Its YAML. */
  readonly examples: readonly string[];
}

/** Of a page under docs/, those that begin with `##`. */
export function readSections(page: string): readonly Section[] {
  return readFileSync(new URL(`../../docs/${page}`, import.meta.url), 'utf8')
    .split(/^## /m)
    .slice(1)
    .map((text) => ({
      title: text.split('\n', 1)[0]?.trim() ?? '',
      text,
      examples: [...text.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, yaml = '']) => yaml),
    }));
}

/** Whether a text has the name as a word of its own. */
export function mentions(text: string, name: string): boolean {
  return new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(text);
}
