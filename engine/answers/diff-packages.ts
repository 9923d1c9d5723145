import { readAttestations } from '../evidence/signatures/read-attestations.ts';
import { Failure, oneLine } from '../failures.ts';
import { readSbom } from '../gates/sbom/read-sbom.ts';
import { isJsonObject, parseJson } from '../oci/json.ts';
import type { Manifest } from '../oci/manifest.ts';
import { fetchManifest } from '../registry/manifests.ts';
import type { Repository } from '../registry/repository.ts';
import { fetchBytes } from '../registry/small-blobs.ts';
import type { TrustedKey } from '../signing/trusted-key.ts';
import type { Changed } from './diff.ts';

/** Versions of each package, by its name; of all platforms together. */
export type Packages = ReadonlyMap<string, readonly string[]>;

const SBOM_TYPES = /^https:\/\/(?:spdx\.dev\/Document|cyclonedx\.org\/bom)(?:\/|$)/;
const PREDICATE_TYPE = 'in-toto.io/predicate-type';
const LIMIT_BYTES = 32 * 1024 * 1024;
const MOST_DOCUMENTS = 40;
const MOST_PACKAGES = 50_000;

/**
 * The packages of an image by its bills of materials, SPDX or CycloneDX: attestations that trusted keys signed,
 * else those that BuildKit put into the image.
 * @returns undefined where there is none that can be read
 */
export async function readPackages(
  repository: Repository,
  root: Manifest,
  keys: readonly TrustedKey[],
  now: Date,
): Promise<Packages | undefined> {
  const signed = await readAttestations(repository, root.descriptor.digest, keys, now);
  const predicates = signed.flatMap(({ statement }) =>
    statement !== undefined && SBOM_TYPES.test(statement.predicateType)
      ? [Buffer.from(JSON.stringify(statement.predicate))]
      : [],
  );
  const found = new Map<string, Set<string>>();
  const documents = predicates.length > 0 ? predicates : builtIn(repository, root);
  let isRead = false;
  for await (const document of documents) {
    isRead = (await readDocument(document, found)) || isRead;
  }
  if (!isRead) return undefined;
  return new Map([...found].map(([name, versions]) => [name, [...versions].sort()]));
}

async function readDocument(bytes: Uint8Array, found: Map<string, Set<string>>): Promise<boolean> {
  try {
    const head = await readSbom([bytes], 'bill of materials', ({ name, version }) => {
      if (found.size > MOST_PACKAGES) return;
      const versions = found.get(oneLine(name, 100)) ?? new Set();
      found.set(oneLine(name, 100), versions.add(oneLine(version ?? '', 60)));
    });
    return head.problem === undefined;
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
}

/** https://github.com/moby/buildkit/blob/v0.17.0/docs/attestations/attestation-storage.md */
async function* builtIn(repository: Repository, root: Manifest): AsyncGenerator<Uint8Array> {
  if (!root.isIndex) return;
  const attached = root.manifests.filter(
    ({ annotations }) => annotations?.['vnd.docker.reference.type'] === 'attestation-manifest',
  );
  for (const descriptor of attached.slice(0, MOST_DOCUMENTS)) {
    const manifest = await fetchManifest(repository, descriptor.digest, descriptor);
    const layers = manifest.isIndex ? [] : manifest.layers;
    for (const layer of layers.slice(0, MOST_DOCUMENTS)) {
      const type = layer.annotations?.[PREDICATE_TYPE] ?? '';
      if (!SBOM_TYPES.test(type) || layer.size > LIMIT_BYTES) continue;
      const statement = parseJson(await fetchBytes(repository, layer));
      const predicate = isJsonObject(statement) ? statement['predicate'] : undefined;
      yield Buffer.from(JSON.stringify(predicate ?? null));
    }
  }
}

/** Packages that came, went, or have other versions; the versions of all platforms in one text. Pure. */
export function diffPackages(before: Packages, after: Packages): readonly Changed[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.flatMap((name) => {
    const [old, now] = [before.get(name)?.join(', '), after.get(name)?.join(', ')];
    if (old === now) return [];
    return {
      name,
      ...(old !== undefined && { before: old }),
      ...(now !== undefined && { after: now }),
    };
  });
}
