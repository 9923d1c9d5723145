import { describe, expect, it } from 'vitest';
import { keyPair } from '../signing/keys.ts';
import { changed, parse, problemIn, refusalOf, VALID } from './support.ts';

const { publicPem, public: publicKey } = keyPair();
const KEY = publicPem
  .trim()
  .split('\n')
  .map((line) => `        ${line}`)
  .join('\n');

/** The valid file, with trust in one key and whatever else. */
function trusting(more = '', key = `publicKey: |\n${KEY}\n`): string {
  return `${VALID}trust:\n  keys:\n    jenkins:\n      ${key}${more}`;
}

describe('trust', () => {
  it('names keys with their days, and who has to sign what', () => {
    const rule = `  records:
    - { kinds: [approval], environments: [uat], signedBy: [jenkins] }
  unsigned: accepted
`;
    const days = `publicKey: |\n${KEY}\n      from: 2026-01-01\n      until: 2026-12-31\n`;

    expect(parse(trusting(rule, days)).policy.trust).toEqual({
      keys: [
        {
          name: 'jenkins',
          key: publicKey,
          from: new Date('2026-01-01T00:00:00Z'),
          until: new Date('2026-12-31T23:59:59.999Z'),
        },
      ],
      rules: [{ kinds: ['approval'], environments: ['uat'], signedBy: ['jenkins'], atLeast: 1 }],
      acceptsUnsigned: true,
    });
  });

  it('believes nothing unsigned unless that is said', () => {
    expect(parse(trusting()).policy.trust).toMatchObject({ rules: [], acceptsUnsigned: false });
  });

  it('is part of what the policy means', () => {
    const digests = [VALID, trusting(), trusting('  unsigned: accepted\n')].map(
      (text) => parse(text).policy.digest,
    );

    expect(new Set(digests).size).toBe(3);
  });

  it.each([
    [
      'a kind that is none',
      '  records: [{ kinds: [verdicts], signedBy: [jenkins] }]\n',
      /trust\.records\[0\]\.kinds\[0\]: .*`verdicts`.*`verdict`/,
    ],
    [
      'a key that is not there',
      '  records: [{ kinds: [verdict], signedBy: [jenkin] }]\n',
      /trust\.records\[0\]\.signedBy\[0\]: Unknown key `jenkin`; did you mean `jenkins`\?/,
    ],
    [
      'an environment that is not there',
      '  records: [{ kinds: [verdict], environments: [prod], signedBy: [jenkins] }]\n',
      /trust\.records\[0\]\.environments\[0\]: Unknown environment `prod`/,
    ],
    [
      'more signers than it names',
      '  records: [{ kinds: [verdict], signedBy: [jenkins], atLeast: 2 }]\n',
      /trust\.records\[0\]\.atLeast: It asks for 2 signers and names 1\./,
    ],
  ])('is refused with %s', (_, more, sentence) => {
    expect(problemIn(trusting(more))).toMatch(sentence);
  });

  it.each([
    [
      'no key at all',
      'from: 2026-01-01\n',
      /jenkins: It needs `publicKey` or `file`, one of them\./,
    ],
    [
      'days that go backwards',
      'file: a.pub\n      from: 2026-02-01\n      until: 2026-01-01\n',
      /until: It ends on `2026-01-01`, before it begins on `2026-02-01`\./,
    ],
    ['a day that is none', 'file: a.pub\n      from: 2026-13-01\n', /must be a day, for example/],
  ])('is refused with %s', (_, key, sentence) => {
    expect(problemIn(trusting('', key))).toMatch(sentence);
  });

  it('is refused where a key is none, or private', () => {
    const { privatePem } = keyPair();

    expect(refusalOf(trusting('', 'publicKey: abc\n'))).toBe(
      'trust.keys.jenkins cannot be used as a public key: it is not PEM.',
    );
    expect(refusalOf(trusting('', `publicKey: ${JSON.stringify(privatePem)}\n`))).toMatch(
      /^trust\.keys\.jenkins is a private key/,
    );
  });
});

describe('signing', () => {
  it('names the key of records, and one of its own for the images of an environment', () => {
    const text = changed(
      "    tags: ['{build}-uat']\n",
      "    tags: ['{build}-uat']\n    sign: { key: release-key }\n",
    );
    const { signing, environments } = parse(
      `${text}signing: { key: records-key, password: records-password }\n`,
    ).policy;

    expect(signing).toEqual({ key: 'records-key', password: 'records-password' });
    expect(environments.get('uat')?.sign).toEqual({ key: 'release-key' });
  });

  it('is refused with one key for both', () => {
    const text = changed(
      "    tags: ['{build}-uat']\n",
      "    tags: ['{build}-uat']\n    sign: { key: key }\n",
    );

    expect(problemIn(`${text}signing: { key: key }\n`)).toMatch(
      /environments\.uat\.sign\.key: Images need a key of their own: cosign takes every record/,
    );
  });
});
