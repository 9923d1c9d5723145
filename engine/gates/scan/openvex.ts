import { isJsonObject, type JsonObject } from '../../oci/json.ts';
import { textOf, timeOf } from './report-format.ts';
import type { VexProduct, VexStatement } from './vex.ts';

/**
 * Statements of an OpenVEX document; undefined where it is none.
 * @see https://github.com/openvex/spec/blob/v0.2.0/OPENVEX-SPEC.md
 */
export function readOpenVex(json: JsonObject): readonly VexStatement[] | undefined {
  const context = textOf(json['@context']) ?? '';
  const statements: unknown = json['statements'];
  if (!context.startsWith('https://openvex.dev/ns') || !Array.isArray(statements)) return undefined;
  const documentAt = timeOf(json['last_updated']) ?? timeOf(json['timestamp']);
  return statements.filter(isJsonObject).map((statement) => {
    const at = timeOf(statement['last_updated']) ?? timeOf(statement['timestamp']) ?? documentAt;
    const products: unknown = statement['products'] ?? [];
    return {
      vulnerability: namesOf(statement['vulnerability']),
      products: Array.isArray(products) ? products.map(productOf) : [NOTHING],
      isClearing: isClearing(statement),
      at: at?.getTime() ?? 0,
    };
  });
}

const NOTHING: VexProduct = { names: [], digests: [], parts: [] };

/** Section "Status Labels": `not_affected` must say why. */
function isClearing(statement: JsonObject): boolean {
  if (statement['status'] === 'fixed') return true;
  const why = textOf(statement['justification']) ?? textOf(statement['impact_statement']);
  return statement['status'] === 'not_affected' && why !== undefined;
}

/** Version 0.0 wrote a text, later ones an object with aliases. */
function namesOf(vulnerability: unknown): readonly string[] {
  if (!isJsonObject(vulnerability)) return texts([vulnerability]);
  const { name, aliases } = vulnerability;
  return texts([name, vulnerability['@id'], ...(Array.isArray(aliases) ? aliases : [])]);
}

function productOf(product: unknown): VexProduct {
  if (!isJsonObject(product)) return { names: texts([product]), digests: [], parts: [] };
  const hashes = isJsonObject(product['hashes']) ? product['hashes'] : {};
  const digest = textOf(hashes['sha-256'])?.toLowerCase();
  const parts: unknown = product['subcomponents'] ?? [];
  return {
    names: namesOfComponent(product),
    digests: digest === undefined ? [] : [`sha256:${digest}`],
    parts: Array.isArray(parts) ? parts.flatMap(namesOfComponent) : ['unreadable'],
  };
}

function namesOfComponent(component: unknown): readonly string[] {
  if (!isJsonObject(component)) return texts([component]);
  const { identifiers } = component;
  return texts([component['@id'], isJsonObject(identifiers) ? identifiers['purl'] : undefined]);
}

function texts(values: readonly unknown[]): readonly string[] {
  return values.map(textOf).filter((text) => text !== undefined);
}
