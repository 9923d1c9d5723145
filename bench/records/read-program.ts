import { readLedger } from '../../engine/evidence/ledger.ts';
import type { Digest } from '../../engine/oci/digest.ts';
import type { Repository } from '../../engine/registry/repository.ts';
import { openRepository } from '../../test/evidence/open-repository.ts';

/** `<registry's address> <repository> <digest> [everything]`: the tag and kind of each record; with `everything` as from a registry that ignores where a listing starts. */
async function printRecords([address = '', name = '', digest = '', how]: readonly string[]) {
  const repository = openRepository(address, name);
  const read = how === 'everything' ? withoutRange(repository) : repository;
  const { entries } = await readLedger(read, digest as Digest, { now: new Date() });
  for (const { tag, record } of entries) process.stdout.write(`${tag} is a ${record.kind}\n`);
}

function withoutRange({ registry, ...repository }: Repository): Repository {
  const { session } = registry;
  const send: typeof session.send = (request, scopes) => {
    const url = new URL(request.url);
    if (url.pathname.endsWith('/tags/list')) url.search = '';
    return session.send({ ...request, url }, scopes);
  };
  return { ...repository, registry: { ...registry, session: { ...session, send } } };
}

void printRecords(process.argv.slice(2))
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  })
  .then(() => process.stdout.write('', () => process.exit()));
