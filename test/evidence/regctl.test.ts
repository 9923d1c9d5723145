import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { appendRecord } from '../../engine/evidence/append-record.ts';
import { readLedger } from '../../engine/evidence/ledger.ts';
import type { EvidenceRecord } from '../../engine/evidence/record.ts';
import type { Repository } from '../../engine/registry/repository.ts';
import { keyPair } from '../signing/keys.ts';
import { temporaryFolder } from '../signing/programs.ts';
import { pushImage } from '../support/images/push-image.ts';
import { describeWith, partPath } from '../support/parts.ts';
import { referrersApi } from '../support/registry/behaviours/referrers-api.ts';
import { type RegistryOptions, startRegistry } from '../support/registry/start-registry.ts';
import { type ServerKind, serverKinds } from '../support/servers/server-kinds.ts';
import { FULL } from './records.ts';
import { image, NOW, open, subject } from './repositories.ts';

const run = promisify(execFile);

const STATEMENT = 'application/vnd.in-toto+json';
const BUNDLE = 'application/vnd.dev.sigstore.bundle.v0.3+json';
const BUILD = 'https://slsa.dev/provenance/v1';
const VERDICT = 'https://promote-image.github.io/verdict/v0.1';
const PROMOTION = 'https://slsa.dev/verification_summary/v1';

/** Each is written unsigned, and signed with a journal tag, which refers to nothing. */
const WRITTEN: readonly EvidenceRecord[] = [FULL.build, FULL.verdict, FULL.promotion];
const LISTED = [BUNDLE, STATEMENT].flatMap((type) =>
  [VERDICT, BUILD, PROMOTION].map((states) => `${type} ${states}`),
);

/** One line for each referrer: what it is, and what it states. */
const LINES = `{{range .Descriptors}}{{.ArtifactType}} {{index .Annotations "in-toto.io/predicate-type"}}{{index .Annotations "dev.sigstore.bundle.predicateType"}}
{{end}}`;
/** One line for each that was found by its tag. */
const TAGS = `{{range .Descriptors}}{{index .Annotations "org.opencontainers.image.ref.name"}}
{{end}}`;

const allowOnce = serverKinds.filter(({ name }) => name === 'Nexus, ALLOW_ONCE');
const kinds: readonly ServerKind[] = [
  ...serverKinds,
  embedded('a registry with the referrers API', { behaviours: [referrersApi()] }),
  embedded('one whose referrers come in pages', { behaviours: [referrersApi({ pageLimit: 2 })] }),
];
const listing = kinds.filter((kind) => !allowOnce.includes(kind));
const NEEDED = ['regctl', 'docker-registry', 'crane', 'distribution-registry'] as const;

describeWith(NEEDED, 'records, as regctl lists what refers to an image', () => {
  it.each(listing)('are all there, signed or not: $name', async (kind) => {
    const repository = await writtenOn(kind);

    const listed = await regctl(repository, '--format', LINES);

    expect(listed.sort()).toEqual(LISTED);
  });

  it.each(listing)('can be asked for by artifact type: $name', async (kind) => {
    const repository = await writtenOn(kind);

    const wanted = ['--filter-artifact-type', BUNDLE];
    const listed = await regctl(repository, ...wanted, '--format', LINES);

    expect(listed.sort()).toEqual(LISTED.filter((line) => line.startsWith(BUNDLE)));
  });

  it.each(kinds)('are what the ledger holds, where it looks at tags: $name', async (kind) => {
    const repository = await writtenOn(kind);

    const listed = await regctl(repository, '--digest-tags', '--format', TAGS);
    const { entries } = await readLedger(repository, subject.digest, { now: NOW });

    expect(entries).toHaveLength(LISTED.length);
    expect(listed.sort()).toEqual(entries.map(({ tag }) => tag).sort());
  });

  // The fallback index is a tag as any other: the first record makes it, and no other gets in.
  it.each(allowOnce)('are the first alone where no tag may move: $name', async (kind) => {
    const repository = await writtenOn(kind);

    const listed = await regctl(repository, '--format', LINES);

    expect(listed).toEqual([`${STATEMENT} ${BUILD}`]);
  });
});

function embedded(name: string, options: RegistryOptions): ServerKind {
  return {
    name,
    async start() {
      const registry = await startRegistry(options);
      return { url: registry.url('docker-dev'), close: registry.close };
    },
  };
}

/** A repository with an image and all that was written on it. */
async function writtenOn(kind: ServerKind): Promise<Repository> {
  const { url, close } = await kind.start();
  onTestFinished(close);
  await pushImage({ url, repository: 'app' }, image, ['10']);
  const repository = open(url);
  const key = keyPair().signing;
  for (const record of WRITTEN) {
    await appendRecord(repository, subject, record);
    await appendRecord(repository, subject, record, { key, journal: 'uat' });
  }
  return repository;
}

/** Lines of `regctl artifact list`, without the empty ones. */
async function regctl({ label }: Repository, ...args: readonly string[]): Promise<string[]> {
  const host = `reg=${label.split('/')[0]},tls=disabled`;
  const command = ['--host', host, 'artifact', 'list', `${label}@${subject.digest}`, ...args];
  const { stdout } = await run(partPath('regctl'), command, { env: { HOME: temporaryFolder() } });
  return stdout.split('\n').filter((line) => line.trim() !== '');
}
