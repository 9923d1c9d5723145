import { describe, expect, it } from 'vitest';
import { valueAt } from '../../engine/gates/dotted-path.ts';
import { fillUrl, URL_TEMPLATE } from '../../engine/gates/url-template.ts';
import { NOTHING } from './contract.ts';

const fill = (template: string, version = '1.0') =>
  fillUrl(template, { ...NOTHING, build: { number: '10', version } }).href;

describe('an address with placeholders', () => {
  it('holds every value encoded', () => {
    expect(fill('https://calendar.example.com/{environment}/{image}?d={digest}&b={build}')).toBe(
      `https://calendar.example.com/uat/shop%2Fcheckout?d=sha256%3A${'a'.repeat(64)}&b=10`,
    );
  });

  it.each([
    ['a/b', 'https://h.example.com/a%2Fb/x'],
    ['?q#f', 'https://h.example.com/%3Fq%23f/x'],
    ['@evil.example.com\\', 'https://h.example.com/%40evil.example.com%5C/x'],
    ['%2e%2e', 'https://h.example.com/%252e%252e/x'],
    ['...', 'https://h.example.com/.../x'],
    ['{digest}', 'https://h.example.com/%7Bdigest%7D/x'],
    ['\ud800', 'https://h.example.com/%EF%BF%BD/x'],
  ])('stays where it is for the value %s', (version, href) => {
    expect(fill('https://h.example.com/{version}/x', version)).toBe(href);
  });

  it.each([
    ['https://h.example.com/{version}/x', '.'],
    ['https://h.example.com/{version}/x', '..'],
    ['https://h.example.com/.{version}/x', '.'],
    ['https://h.example.com/%2e{version}', '.'],
  ])('is refused where a value would lead to another path: %s with %s', (template, version) => {
    expect(() => fill(template, version)).toThrow('which is another address than it looks');
  });

  it('needs every value', () => {
    expect(() => fill('https://h.example.com/{commit}')).toThrow(
      'The gate needs {commit}, and the build record of this image does not say it.',
    );
  });

  it.each([
    ['https://h.example.com', true],
    ['http://h.example.com:8080?d={digest}', true],
    ['https://[::1]:8443/{build}', true],
    ['h.example.com/x', false],
    ['ftp://h.example.com/', false],
    ['https://{image}.example.com/', false],
    ['https://bot:word@h.example.com/', false],
    ['https://h.example.com/{branch}', false],
    ['https://h.example.com/{digest', false],
    ['https://h.example.com/a b', false],
    ['https://h.example.com\\@evil.example.com/', false],
    ['https://h.example.com/#{digest}', false],
  ])('is checked by the schema: %s', (template, isValid) => {
    expect(new RegExp(URL_TEMPLATE.pattern, 'u').test(template)).toBe(isValid);
  });
});

describe('a dotted path', () => {
  const json = { status: { items: [{ state: 'ok' }], '': 1 }, none: null, list: [1] };

  it.each([
    ['status.items.0.state', 'ok'],
    ['none', null],
    ['status.items.1.state', undefined],
    ['status.items.length', undefined],
    ['none.x', undefined],
    ['constructor.name', undefined],
    ['__proto__', undefined],
    ['list.0.toFixed', undefined],
  ])('finds what is there and nothing else: %s', (path, value) => {
    expect(valueAt(json, path)).toBe(value);
  });
});
