interface Asked {
  readonly method: string;
  readonly path: string;
}

/** Counts requests by method and what they were about: `HEAD blob`, `POST upload`. */
export function kindsOf(requests: readonly Asked[]): Readonly<Record<string, number>> {
  const kinds: Record<string, number> = {};
  for (const { method, path } of requests) {
    const kind = `${method} ${subjectOf(path)}`;
    kinds[kind] = (kinds[kind] ?? 0) + 1;
  }
  return kinds;
}

function subjectOf(path: string): string {
  if (path.includes('/blobs/uploads/')) return 'upload';
  const plural = /\/(blobs|manifests|tags|referrers)\//.exec(path)?.[1];
  return plural?.replace(/s$/, '') ?? 'token';
}
