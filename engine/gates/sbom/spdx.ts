import { isJsonObject, type JsonObject } from '../../oci/json.ts';
import { digestsIn, textOf } from '../scan/report-format.ts';
import type { SbomFormat } from './sbom-format.ts';

const DOCUMENT = 'SPDXRef-DOCUMENT';
const NO_PACKAGES: readonly unknown[] = ['OPERATING-SYSTEM', 'FILE', 'DEVICE'];
const MOST_IMAGES = 1_000;

/** SPDX 2.2 and 2.3 in JSON. https://spdx.github.io/spdx-spec/v2.3/package-information/ */
export const spdx: SbomFormat = {
  patterns: ['spdxVersion', 'packages:type', 'packages.*', 'documentDescribes', 'relationships.*'],

  start(takePackage) {
    const said = new Map<string, unknown>();
    const images = new Map<string, readonly string[]>();
    const described = new Set<string>();
    return {
      take(pattern, value) {
        if (pattern === 'relationships.*') {
          const root = isJsonObject(value) ? rootIn(value) : undefined;
          if (root !== undefined && described.size < MOST_IMAGES) described.add(root);
        } else if (pattern !== 'packages.*') said.set(pattern, value);
        else if (!isJsonObject(value)) said.set('broken', true);
        else if (isImage(value)) {
          const id = textOf(value['SPDXID']) ?? '';
          if (images.size < MOST_IMAGES) images.set(id, digestsOf(value));
        } else if (!NO_PACKAGES.includes(value['primaryPackagePurpose'])) {
          takePackage(toPackage(value));
        }
      },
      end() {
        const version = textOf(said.get('spdxVersion'));
        if (version === undefined) return undefined;
        const roots = said.get('documentDescribes');
        for (const root of Array.isArray(roots) ? roots : []) described.add(String(root));
        const ours = [...images].filter(([id]) => described.size === 0 || described.has(id));
        const digests = ours.flatMap(([, of]) => of);
        const isBroken = said.has('broken') || said.get('packages:type') !== 'array';
        return {
          form: version,
          digests,
          platformDigests: [],
          ...(isBroken && { problem: 'it has no list of packages' }),
          ...(!version.startsWith('SPDX-2.') && { problem: `we do not know ${version}` }),
        };
      },
    };
  },
};

function rootIn(relationship: JsonObject): string | undefined {
  const { spdxElementId, relatedSpdxElement, relationshipType } = relationship;
  if (relationshipType === 'DESCRIBES' && spdxElementId === DOCUMENT) {
    return textOf(relatedSpdxElement);
  }
  const isDescribed = relationshipType === 'DESCRIBED_BY' && relatedSpdxElement === DOCUMENT;
  return isDescribed ? textOf(spdxElementId) : undefined;
}

/** The image itself, which Syft and Trivy write as a package among the others. */
function isImage(one: JsonObject): boolean {
  const isContainer = one['primaryPackagePurpose'] === 'CONTAINER';
  return isContainer || purls(one).some((purl) => purl.startsWith('pkg:oci/'));
}

function digestsOf(one: JsonObject): readonly string[] {
  const checksums = (Array.isArray(one['checksums']) ? one['checksums'] : [])
    .filter(isJsonObject)
    .filter(({ algorithm }) => algorithm === 'SHA256')
    .map(({ checksumValue }) => `sha256:${String(checksumValue).toLowerCase()}`);
  const named = purls(one).map((purl) => purl.replace(/%3a/gi, ':'));
  // Trivy writes ImageID and RepoDigest there, newer versions in annotations.
  const notes = (Array.isArray(one['annotations']) ? one['annotations'] : [])
    .filter(isJsonObject)
    .map(({ comment }) => comment)
    .filter((comment) => /^(?:ImageID|RepoDigest): /.test(String(comment)));
  const { name, versionInfo, attributionTexts } = one;
  return digestsIn(name, versionInfo, named, attributionTexts, notes, checksums);
}

function purls(one: JsonObject): readonly string[] {
  const references: readonly unknown[] = Array.isArray(one['externalRefs'])
    ? one['externalRefs']
    : [];
  return references
    .filter(isJsonObject)
    .filter(({ referenceType }) => referenceType === 'purl')
    .map(({ referenceLocator }) => String(referenceLocator));
}

function toPackage(one: JsonObject) {
  const version = textOf(one['versionInfo']);
  const [concluded, declared] = [textOf(one['licenseConcluded']), textOf(one['licenseDeclared'])];
  const isSaid = concluded !== undefined && concluded !== 'NOASSERTION' && concluded !== 'NONE';
  const licence = isSaid ? concluded : declared;
  return {
    name: textOf(one['name']) ?? 'a package without a name',
    ...(version !== undefined && { version }),
    licences: licence === undefined ? [] : [licence],
  };
}
