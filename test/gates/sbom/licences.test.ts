import { describe, expect, it } from 'vitest';
import { judgeLicence, worst } from '../../../engine/gates/sbom/licences.ts';

const deny = ['GPL-3.0-only', 'AGPL-*', 'GPL-2.0-*'];
const allow = ['GPL-2.0-only WITH Classpath-exception-2.0'];

describe('a licence', () => {
  it.each([
    ['MIT', 'allowed'],
    ['GPL-3.0-only', 'denied'],
    ['GPL-3.0', 'denied'],
    ['GPL-3.0-or-later', 'allowed'],
    ['GPL-3.0+', 'allowed'],
    ['AGPL-1.0-or-later', 'denied'],
    ['AGPL-3.0+', 'denied'],
    ['MIT OR GPL-3.0-only', 'allowed'],
    ['MIT AND GPL-3.0-only', 'denied'],
    ['(MIT OR GPL-3.0-only) AND AGPL-3.0-only', 'denied'],
    ['MIT OR GPL-3.0-only AND AGPL-3.0-only', 'allowed'],
    ['GPL-2.0-only WITH Classpath-exception-2.0', 'allowed'],
    ['GPL-2.0-only WITH GCC-exception-2.0', 'denied'],
    ['LicenseRef-own', 'unknown'],
    ['LicenseRef-own OR MIT', 'allowed'],
    ['LicenseRef-own AND MIT', 'unknown'],
    ['LicenseRef-own OR GPL-3.0-only', 'unknown'],
    ['LicenseRef-own AND GPL-3.0-only', 'denied'],
    ['NOASSERTION', 'unknown'],
    ['NONE', 'unknown'],
    ['', 'unknown'],
    [undefined, 'unknown'],
    ['BSD-ish and own', 'unknown'],
    ['GPL-3.0-only AND something', 'denied'],
    ['Affero, agpl-3.0-only', 'denied'],
    [`${'('.repeat(3999)}`, 'unknown'],
    ['MIT OR '.repeat(5000), 'unknown'],
  ])('%j is %s', (text, verdict) => {
    expect(judgeLicence(text, { deny, allow })).toBe(verdict);
  });

  it('that others stand beside is as bad as the worst of them', () => {
    expect(worst(['allowed', 'denied', 'unknown'])).toBe('denied');
    expect(worst(['allowed', 'unknown'])).toBe('unknown');
    expect(worst(['allowed'])).toBe('allowed');
  });
});
