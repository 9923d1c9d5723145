import { describe, expect, it } from 'vitest';
import { GATE_PLACEHOLDERS } from '../../engine/web/placeholders.ts';
import { fillUrl, urlTemplate } from '../../engine/web/url-template.ts';

const fill = (template: string, version = '1.0') =>
  fillUrl(template, {
    digest: `sha256:${'a'.repeat(64)}`,
    image: 'shop/checkout',
    environment: 'uat',
    build: '10',
    commit: undefined,
    version,
  }).href;

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
      'Settings ask for {commit}, and the build record of this image does not say it.',
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
    expect(new RegExp(urlTemplate(GATE_PLACEHOLDERS).pattern, 'u').test(template)).toBe(isValid);
  });
});
