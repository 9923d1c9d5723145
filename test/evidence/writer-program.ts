import { once } from 'node:events';
import { appendRecord } from '../../engine/evidence/append-record.ts';
import type { EvidenceRecord } from '../../engine/evidence/record.ts';
import type { Descriptor } from '../../engine/oci/descriptor.ts';
import { openRepository } from './open-repository.ts';

/** `<registry's address> <repository> <subject in JSON> <records in JSON>`: says when it is ready, and writes as its input ends. */
async function writeAll([address = '', name = '', subject = '', json = '']: readonly string[]) {
  const repository = openRepository(address, name);
  const image = JSON.parse(subject) as Descriptor;
  const records = JSON.parse(json, (member, value) =>
    member === 'at' ? new Date(value) : value,
  ) as readonly EvidenceRecord[];
  process.stdout.write('ready\n');
  await once(process.stdin.resume(), 'end');
  await Promise.all(records.map((record) => appendRecord(repository, image, record)));
}

void writeAll(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
