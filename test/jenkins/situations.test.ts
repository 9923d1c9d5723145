import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const here = import.meta.dirname;
const files = readdirSync(join(here, 'situations'));
const tests = readdirSync(here)
  .filter((file) => file.endsWith('.test.ts') && file !== 'situations.test.ts')
  .map((file) => readFileSync(join(here, file), 'utf8'))
  .join('\n');

describe('a Jenkinsfile of a situation', () => {
  it('is one of many', () => {
    expect(files.length).toBeGreaterThanOrEqual(25);
  });

  it.each(files)('%s is run by a test', (file) => {
    expect(tests).toContain(`'${file.replace('.Jenkinsfile', '')}'`);
  });
});
