import { describe, expect } from 'vitest';
import { parseDigest } from '../../engine/oci/digest.ts';
import { push } from '../commands/landscape.ts';
import { type Cheat, change, DESCRIBED, NO_RECORD, refuses } from './verify-cheat.ts';
import { at, expired, image, jenkins, other, type Story, stranger } from './verify-history.ts';

const { digest } = image.root;
const key = jenkins.signing;
const OLDER = parseDigest(`sha256:${'b'.repeat(64)}`);

const cheats: readonly Cheat[] = [
  {
    name: 'a record of another digest',
    async how(told) {
      await push(told.landscape.prod, other, []);
      const { uat } = told.history;
      told.history.uat = undefined;
      await told.tell();
      if (uat) await told.append(told.uat, uat, { key, about: other, journal: 'uat' });
    },
    answer: [
      `- No record that counts says that ${DESCRIBED} was put into uat at prod.example.com/shop/checkout, only into dev, qa.`,
    ],
  },
  {
    name: 'a record for another repository',
    async how(told) {
      change(told, { destination: 'prod.example.com/shop/checkout-eu' });
      await told.tell();
    },
    answer: [
      '- The record of its promotion into uat is about prod.example.com/shop/checkout-eu, and holds for no other repository, such as prod.example.com/shop/checkout.',
    ],
  },
  {
    name: 'a record of another environment',
    async how(told) {
      change(told, { environment: 'qa' });
      await told.tell();
    },
    answer: [/- No record that counts says that \S+ was put into uat at \S+, only into dev, qa\./],
  },
  {
    name: 'a promotion under an older policy',
    async how(told) {
      change(told, { policy: { uri: 'promotion.yaml', digest: OLDER } });
      await told.tell();
    },
    answer: [
      /- It was let into uat under another policy, promotion\.yaml sha256:b{12}; that of promotion\.yaml is sha256:[0-9a-f]{12}\./,
    ],
  },
  {
    name: 'a promotion that skipped an environment',
    async how(told) {
      change(told, { from: 'dev' });
      told.history.qa = undefined;
      await told.tell();
    },
    answer: ['- It came to uat from dev, but uat takes images from qa: that was skipped.'],
  },
  {
    name: 'a promotion from an environment that it never was in',
    async how(told) {
      told.history.qa = undefined;
      await told.tell();
    },
    answer: [
      '- It is said to have come to uat from qa, but no record that counts says that it was promoted into qa before.',
    ],
  },
  {
    name: 'a promotion into the environment before that was made up afterwards',
    async how(told) {
      if (told.history.qa) told.history.qa = { ...told.history.qa, at: at('09:50') };
      await told.tell();
    },
    answer: [/promoted into qa before, only later, on 2026-11-21 09:50 UTC\./],
  },
  {
    name: 'an unsigned record',
    async how(told) {
      const { uat } = told.history;
      told.history.uat = undefined;
      await told.tell();
      if (uat) await told.append(told.uat, uat, { journal: 'uat' });
    },
    answer: [NO_RECORD, /- \S+\.promotion-[0-9a-f]{8} does not count: nobody signed it\./],
  },
  {
    name: 'a record signed with a key of somebody else',
    how: (told) => withKeyOf(told, stranger.signing),
    answer: [NO_RECORD, /does not count: its signature does not count: no known key verifies it\./],
  },
  {
    name: 'a record signed with a key whose time was over',
    how: (told) => withKeyOf(told, expired.signing),
    answer: [NO_RECORD, /key old verifies it but was valid only until 2026-06-30T23:59:59\.999Z\./],
  },
  {
    name: 'a record of another image under a tag of this one',
    async how(told) {
      const { uat } = told.history;
      told.history.uat = undefined;
      await told.tell();
      await push(told.landscape.prod, other, []);
      if (uat === undefined) return;
      const tag = await told.append(told.uat, uat, { key, about: other, journal: 'uat' });
      await retag(told, tag, tag.replace(other.root.digest.slice(7), digest.slice(7)));
    },
    answer: [
      NO_RECORD,
      /- \S+\.promotion-[0-9a-f]{8} is not believed: it is not about sha256:1{64}\./,
    ],
  },
  {
    name: 'a build record that was forged by hand',
    async how(told) {
      const { build } = told.history;
      told.history.build = undefined;
      await told.tell();
      if (build) await told.append(told.uat, build);
    },
    answer: [
      '- No build record that counts says that shop/checkout was built and put into dev as this image.',
      /- \S+\.build-[0-9a-f]{8} does not count: nobody signed it\./,
    ],
  },
  {
    name: 'a build of another application',
    async how(told) {
      if (told.history.build) told.history.build = { ...told.history.build, image: 'shop/cart' };
      await told.tell();
    },
    answer: [/was built and put into dev as this image, only one of shop\/cart\./],
  },
  {
    name: 'a build record in the place of a promotion',
    async how(told) {
      told.history.uat = undefined;
      await told.tell();
      const { build } = told.history;
      if (build) await told.append(told.uat, { ...build, environment: 'uat' }, { key });
    },
    answer: [/- No record that counts says that \S+ was put into uat at /],
  },
  {
    name: 'a record from the future',
    async how(told) {
      change(told, { at: new Date('2027-01-01T00:00:00Z') });
      await told.tell();
    },
    answer: [NO_RECORD, /is not believed: its time 2027-01-01T00:00:00\.000Z is still to come/],
  },
];

describe('verify, of records', () => {
  refuses(cheats);
});

async function withKeyOf(told: Story, by: typeof stranger.signing): Promise<void> {
  const { uat } = told.history;
  told.history.uat = undefined;
  await told.tell();
  if (uat !== undefined) await told.append(told.uat, uat, { key: by, journal: 'uat' });
}

/** Puts what stands under one tag under another, as anybody who may push can. */
async function retag({ landscape: { prod } }: Story, from: string, to: string): Promise<void> {
  const { username, password } = prod.credentials ?? {};
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const at = (tag: string) => `${prod.url}/v2/shop/checkout/manifests/${tag}`;
  const type = 'application/vnd.oci.image.manifest.v1+json';
  const read = await fetch(at(from), { headers: { authorization, accept: type } });
  const written = await fetch(at(to), {
    method: 'PUT',
    headers: { authorization, 'content-type': type },
    body: await read.arrayBuffer(),
  });
  expect(written.status).toBe(201);
}
