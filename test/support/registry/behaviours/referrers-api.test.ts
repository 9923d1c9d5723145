import { describe, expect, it } from 'vitest';
import { buildArtifact } from '../../images/build-artifact.ts';
import { seedImage } from '../../images/seed-image.ts';
import { referrersApi } from './referrers-api.ts';
import { image, root, withBehaviour } from './with-behaviour.ts';

describe('the referrers API', () => {
  const subject = root.descriptor;
  const referrers = ['a', 'b', 'a'].map((kind, i) =>
    buildArtifact({ artifactType: `application/vnd.${kind}`, content: String(i), subject }),
  );

  it('lists what refers to a digest, in pages, by type', async () => {
    const { registry, ask } = await withBehaviour(referrersApi({ pageLimit: 1 }));
    for (const one of referrers) seedImage(registry.store, 'dev', 'app', one);

    const page = await ask('GET', `referrers/${root.digest}?artifactType=application/vnd.a`);

    const { manifests } = (await page.json()) as { manifests: readonly unknown[] };
    expect(manifests).toEqual([
      { ...referrers[0]?.root.descriptor, artifactType: 'application/vnd.a' },
    ]);
    expect(page.headers.get('oci-filters-applied')).toBe('artifactType');
    expect(page.headers.get('link')).toContain('from=1>; rel="next"');
  });

  it('acknowledges a subject', async () => {
    const { registry, putManifest } = await withBehaviour(referrersApi());
    const [first = image] = referrers;
    seedImage(registry.store, 'dev', 'app', first);

    const response = await putManifest('record', first.root.bytes);

    expect(response.headers.get('oci-subject')).toBe(root.digest);
  });
});
