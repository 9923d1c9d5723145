import { isJsonObject, type JsonObject } from '../../oci/json.ts';
import { digestsIn, textOf } from '../scan/report-format.ts';
import type { SbomFormat, SbomPackage } from './sbom-format.ts';

const NO_PACKAGES: readonly unknown[] = ['file', 'container', 'operating-system', 'device', 'data'];

/** CycloneDX in JSON. https://cyclonedx.org/docs/1.6/json/ */
export const cycloneDx: SbomFormat = {
  patterns: ['bomFormat', 'specVersion', 'metadata.component', 'components:type', 'components.*'],

  start(takePackage) {
    const said = new Map<string, unknown>();
    return {
      take(pattern, value) {
        if (pattern === 'components.*') visit(value, takePackage);
        else said.set(pattern, value);
      },
      end() {
        if (said.get('bomFormat') !== 'CycloneDX') return undefined;
        const component = said.get('metadata.component');
        const isList = said.get('components:type') === 'array';
        return {
          form: `CycloneDX ${textOf(said.get('specVersion')) ?? ''}`.trim(),
          digests: isJsonObject(component) ? digestsOf(component) : [],
          platformDigests: [],
          ...(!isList && { problem: 'it has no list of components' }),
        };
      },
    };
  },
};

/** Components may hold others; how deep was bounded when they were read. */
function visit(component: unknown, takePackage: (one: SbomPackage) => void): void {
  if (!isJsonObject(component)) return;
  if (!NO_PACKAGES.includes(component['type'])) takePackage(toPackage(component));
  for (const inner of listOf(component['components'])) visit(inner, takePackage);
}

/** Syft writes the digest as version, Trivy in the package URL and in properties. */
function digestsOf(component: JsonObject): readonly string[] {
  const hashes = listOf(component['hashes'])
    .filter(isJsonObject)
    .filter(({ alg }) => alg === 'SHA-256')
    .map(({ content }) => `sha256:${String(content).toLowerCase()}`);
  const properties = listOf(component['properties'])
    .filter(isJsonObject)
    .filter(({ name }) => /:(?:ImageID|RepoDigest)$/.test(String(name)))
    .map(({ value }) => value);
  const purl = String(component['purl'] ?? '').replace(/%3a/gi, ':');
  return digestsIn(component['name'], component['version'], purl, hashes, properties);
}

function toPackage(component: JsonObject): SbomPackage {
  const version = textOf(component['version']);
  const licences = listOf(component['licenses'])
    .filter(isJsonObject)
    .map((one) => {
      const licence = isJsonObject(one['license']) ? one['license'] : {};
      return textOf(one['expression']) ?? textOf(licence['id']) ?? textOf(licence['name']) ?? '';
    });
  return {
    name: textOf(component['name']) ?? 'a component without a name',
    ...(version !== undefined && { version }),
    licences,
  };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
