import { mountBlob } from '../registry/blobs.ts';
import { isSameRegistry, isSameRepository, type Repository } from '../registry/repository.ts';
import { type Check, note, ok } from './check.ts';
import { hasKnownBlob, KNOWN_BLOB } from './known-blob.ts';
import type { RepositorySubject, Source } from './repository-subject.ts';
import { closeUpload } from './throw-away-upload.ts';

type Mounting = 'nothing to copy' | 'another registry' | 'works' | 'not offered' | 'not known';

/** Can blobs be taken over from the environment before, without passing through the agent? */
export const mount: Check<RepositorySubject> = {
  name: 'mount',
  needs: ['write'],

  async find({ repository, sources }) {
    if (sources.length === 0) return undefined;
    const findings = [];
    for (const source of sources) {
      findings.push({ source, mounting: await tryMount(repository, source.repository) });
    }
    const said = findings.map(describe).join('; ');
    const isKnown = findings.every(({ mounting }) => mounting !== 'not known');
    return isKnown ? ok(said) : note(`${said}.`, 'Run this again after the first promotion.');
  },
};

/** Only a blob that is in both already is mounted, so that nothing is new. */
async function tryMount(repository: Repository, source: Repository): Promise<Mounting> {
  if (isSameRepository(repository, source)) return 'nothing to copy';
  if (!isSameRegistry(repository, source)) return 'another registry';
  if (!(await hasKnownBlob(source)) || !(await hasKnownBlob(repository))) return 'not known';
  const upload = await mountBlob(repository, KNOWN_BLOB, source);
  if (upload.outcome === 'open') await closeUpload(repository, upload.session);
  return upload.outcome === 'stored' ? 'works' : 'not offered';
}

function describe({ source, mounting }: { source: Source; mounting: Mounting }): string {
  const { environment } = source;
  switch (mounting) {
    case 'nothing to copy':
      return `${environment} is the same repository: only tags are written`;
    case 'another registry':
      return `${environment} is on another registry: blobs pass through the agent`;
    case 'works':
      return `works from ${environment}: no blob passes through the agent`;
    case 'not offered':
      return `not offered from ${environment}: blobs pass through the agent`;
    case 'not known':
      return `not known from ${environment} yet, since no blob is in both; a promotion tries it at no cost`;
  }
}
