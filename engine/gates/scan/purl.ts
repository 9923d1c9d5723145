/** A package URL. https://github.com/package-url/purl-spec/blob/main/docs/standard/index.md */
export interface Purl {
  readonly type: string;
  /** Namespace and name, decoded. */
  readonly name: string;
  readonly version?: string;
  readonly qualifiers: URLSearchParams;
}

export function parsePurl(text: string): Purl | undefined {
  const match = /^pkg:\/{0,2}([A-Za-z0-9.+-]+)\/([^?#]+)(?:\?([^#]*))?(?:#.*)?$/.exec(text);
  if (match === null) return undefined;
  const [, type = '', rest = '', query = ''] = match;
  const at = rest.lastIndexOf('@');
  const [path, version] = at > 0 ? [rest.slice(0, at), rest.slice(at + 1)] : [rest, ''];
  const name = decode(path.replace(/^\/+|\/+$/g, ''));
  return {
    type: type.toLowerCase(),
    name,
    ...(version !== '' && { version: decode(version) }),
    qualifiers: new URLSearchParams(query),
  };
}

/** Whether a package is one that another URL, with fewer parts perhaps, stands for. */
export function coversPurl(pattern: Purl, { type, name, version, qualifiers }: Purl): boolean {
  if (pattern.type !== type || pattern.name !== name) return false;
  if (pattern.version !== undefined && pattern.version !== version) return false;
  return [...pattern.qualifiers].every(([key, value]) => qualifiers.get(key) === value);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
