import { describe, expect, it } from 'vitest';
import { digestFile } from '../../../engine/promotion/candidate/digest-file.ts';
import { DIGEST, OTHER } from '../facts.ts';
import { failureOf, folderWith } from './workspace.ts';

const LABEL = 'dev.example.com:8082/shop/checkout';

async function read(text: string | Uint8Array) {
  return digestFile(await folderWith('digest.txt', text), 'digest.txt', LABEL);
}

const refused = (why: string) =>
  `DIGEST_FILE_UNUSABLE: The digest file digest.txt does not say which digest was built: ${why}.`;

describe('a digest file', () => {
  it.each([
    ['kaniko writes it, without a line break', DIGEST],
    ['buildah and podman write it', `${DIGEST}\n`],
    ['Windows writes it', `${DIGEST}\r\n`],
    ['kaniko writes an image name with it', `${LABEL}:10@${DIGEST}\n`],
    [
      'kaniko writes one line for each destination',
      `${LABEL}:10@${DIGEST}\n${LABEL}:latest@${DIGEST}\n`,
    ],
    [
      'kaniko pushes to two repositories',
      `other.example.com/x:10@${OTHER}\n${LABEL}:10@${DIGEST}\n`,
    ],
  ])('is read as %s', async (_, text) => {
    expect(await read(text)).toEqual({ digest: DIGEST, source: 'the digest file digest.txt' });
  });

  it.each([
    ['is empty', '', refused('it is empty')],
    ['is blank', ' \n\n', refused('it is empty')],
    ['holds a short id', '12ab34cd56ef', refused('"12ab34cd56ef" is no digest')],
    [
      'holds upper-case digits',
      DIGEST.replaceAll('1', 'A'),
      refused(`"sha256:${'A'.repeat(64)}" is no digest`),
    ],
    [
      'holds two digests for this repository',
      `${LABEL}:10@${DIGEST}\n${LABEL}:11@${OTHER}\n`,
      refused(`it names several for ${LABEL}`),
    ],
    [
      'names other repositories only',
      `x.example.com/a@${DIGEST}\nx.example.com/b@${OTHER}`,
      refused(`none of its 2 lines names ${LABEL}`),
    ],
    ['is no text', Buffer.from([0xff, 0xfe, 0x00]), refused('"\ufffd\ufffd\u0000" is no digest')],
  ])('is refused when it %s', async (_, text, message) => {
    expect(await failureOf(read(text))).toBe(message);
  });

  it('is refused when it is huge, unread', async () => {
    const folder = await folderWith('digest.txt', Buffer.alloc(4 * 1024 * 1024 + 1, 'a'));

    expect(await failureOf(digestFile(folder, 'digest.txt', LABEL), folder)).toBe(
      'DIGEST_FILE_ABSENT: The digest file /workspace/digest.txt cannot be read: it has 4194305 bytes.',
    );
  });

  it('is refused when it is absent, or a folder', async () => {
    const folder = await folderWith('digest.txt', '');

    expect(await failureOf(digestFile(folder, 'absent.txt', LABEL), folder)).toMatch(
      /^DIGEST_FILE_ABSENT: The digest file \/workspace\/absent\.txt cannot be read: ENOENT: /,
    );
    expect(await failureOf(digestFile(folder, '.', LABEL), folder)).toMatch(
      /^DIGEST_FILE_ABSENT: /,
    );
  });
});
