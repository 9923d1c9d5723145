import { expect, it, onTestFinished } from 'vitest';
import { startDockerRegistry } from '../support/docker-registry.ts';
import { buildImage } from '../support/images/build-image.ts';
import { seedImage } from '../support/images/seed-image.ts';
import { describeWith } from '../support/parts.ts';
import { started } from '../support/registry/started.ts';
import { copy, open } from './copying.ts';

const URL = 'https://layers.example.com/windows.tar.gz';

describeWith(['docker-registry'], 'a registry that takes no foreign layers', () => {
  it('is named as what it is, with the address that it would have to allow', async () => {
    const image = buildImage({ foreignLayerUrls: [URL] });
    const source = await started();
    seedImage(source.store, 'docker-dev', 'shop/checkout', image);
    const destination = await startDockerRegistry();
    onTestFinished(destination.close);

    const copying = copy({
      source: open(source.target('docker-dev', 'shop/checkout')),
      destination: open({ url: destination.url, repository: 'shop/checkout' }),
      digest: image.root.digest,
    });

    await expect(copying).rejects.toMatchObject({
      code: 'FOREIGN_LAYERS_REFUSED',
      message: expect.stringContaining(`It has layers that stay where they are, at ${URL},`),
    });
  });
});
