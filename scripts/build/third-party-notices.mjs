import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const PACKAGE_FOLDER = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/;

/** A comment with name, version and licence text of every npm package that has code in the bundle. */
export async function noticesOf(metafile, root) {
  const inputs = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs));
  const folders = inputs
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .flatMap(([path]) => PACKAGE_FOLDER.exec(path) ?? []);
  const notices = await Promise.all(
    [...new Set(folders)].map((path) => noticeOf(join(root, path))),
  );
  if (notices.length === 0) return '';
  return `/*\nThird-party packages in this file:\n\n${notices.sort().join('\n\n')}\n*/\n`;
}

async function noticeOf(folder) {
  const about = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const { name, version, license } = about;
  const file = (await readdir(folder)).sort().find((entry) => /^licen[cs]e/i.test(entry));
  const text =
    file === undefined
      ? attributionOf(about)
      : (await readFile(join(folder, file), 'utf8')).replaceAll('\r', '').trim();
  return `=== ${name} ${version} (${license}) ===\n${text.replaceAll('*/', '* /')}`;
}

/** Licences of data that are kept by naming author, source and licence; their packages have no file of it. */
const BY_NAME = {
  'CC0-1.0': 'https://creativecommons.org/publicdomain/zero/1.0/legalcode',
  'CC-BY-3.0': 'https://creativecommons.org/licenses/by/3.0/legalcode',
};

function attributionOf({ name, version, license, author, repository }) {
  const terms = BY_NAME[license];
  if (terms === undefined) throw new Error(`${name}@${version} has no licence file to pass on.`);
  const source = typeof repository === 'string' ? repository : repository.url;
  return `By ${typeof author === 'string' ? author : author.name}, from https://github.com/${source}, unchanged. ${terms}`;
}
