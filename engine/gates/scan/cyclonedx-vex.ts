import { isJsonObject, type JsonObject } from '../../oci/json.ts';
import { textOf, timeOf } from './report-format.ts';
import type { VexProduct, VexStatement } from './vex.ts';

/**
 * Statements of a CycloneDX document with `vulnerabilities`; undefined where it is none.
 * @see https://cyclonedx.org/docs/1.6/json/#vulnerabilities
 */
export function readCycloneDxVex(json: JsonObject): readonly VexStatement[] | undefined {
  const vulnerabilities: unknown = json['vulnerabilities'];
  if (json['bomFormat'] !== 'CycloneDX' || !Array.isArray(vulnerabilities)) return undefined;
  const metadata = isJsonObject(json['metadata']) ? json['metadata'] : {};
  const documentAt = timeOf(metadata['timestamp']);
  const components = [metadata['component'], ...listOf(json['components'])].filter(isJsonObject);
  const byRef = new Map(components.map((one) => [one['bom-ref'], one]));
  return vulnerabilities.filter(isJsonObject).map((one) => {
    const analysis = isJsonObject(one['analysis']) ? one['analysis'] : {};
    const at = timeOf(analysis['lastUpdated']) ?? timeOf(one['updated']) ?? documentAt;
    return {
      vulnerability: [textOf(one['id'])].filter((id) => id !== undefined),
      products: listOf(one['affects']).map((affected) => productOf(affected, byRef)),
      isClearing: isClearing(analysis),
      at: at?.getTime() ?? 0,
    };
  });
}

function isClearing(analysis: JsonObject): boolean {
  const state = analysis['state'];
  if (state === 'resolved' || state === 'resolved_with_pedigree') return true;
  const why = textOf(analysis['justification']) ?? textOf(analysis['detail']);
  return (state === 'not_affected' || state === 'false_positive') && why !== undefined;
}

/** A reference into this document, or by `urn:cdx:<serial>/<version>#<bom-ref>` into another one. */
function productOf(affected: unknown, byRef: ReadonlyMap<unknown, JsonObject>): VexProduct {
  const ref = (isJsonObject(affected) ? textOf(affected['ref']) : undefined) ?? '';
  const component = byRef.get(ref) ?? {};
  const inOther = /^urn:cdx:[^#]*#(.*)$/.exec(ref)?.[1];
  const names = [textOf(component['purl']), inOther === undefined ? ref : decode(inOther)];
  const digests = listOf(component['hashes'])
    .filter(isJsonObject)
    .filter(({ alg }) => alg === 'SHA-256')
    .map(({ content }) => `sha256:${String(content).toLowerCase()}`);
  return { names: names.filter((name) => name !== undefined), digests, parts: [] };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
