const PREFIX = '#/definitions/gate-';

/** Where the schema of promotion.yaml holds the settings of a kind of gate. */
export function gateReference(kind: string): string {
  return `${PREFIX}${kind}`;
}

export function gateKindOf(reference: string): string {
  return reference.slice(PREFIX.length);
}
