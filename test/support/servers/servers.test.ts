import { expect, it, onTestFinished } from 'vitest';
import { describeWith } from '../parts.ts';
import { startCraneRegistry } from './crane-registry.ts';
import { startDistribution3 } from './distribution-3.ts';
import { startServerProgram } from './server-program.ts';

const CONFIG = '{}';
const DIGEST = 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a';

describeWith(['crane', 'distribution-registry'], 'a registry built from Go sources', () => {
  it.each([
    ['distribution 3', startDistribution3],
    ["go-containerregistry's", startCraneRegistry],
  ])('takes a blob and answers it as soon as it is started: %s', async (_, start) => {
    const { url, close } = await start();
    onTestFinished(close);

    const session = await fetch(`${url}/v2/app/blobs/uploads/`, { method: 'POST' });
    const location = new URL(session.headers.get('location') ?? '', url);
    location.searchParams.set('digest', DIGEST);
    const upload = await fetch(location, { method: 'PUT', body: CONFIG });
    const blob = await fetch(`${url}/v2/app/blobs/${DIGEST}`);

    expect(upload.status).toBe(201);
    expect(await blob.text()).toBe('{}');
  });

  it('refuses to start on a configuration it cannot read, and says why', async () => {
    const start = startDistribution3({ env: { REGISTRY_LOG_LEVEL: 'no such level' } });

    await expect(start).rejects.toThrow(/distribution-registry ended with 1:.*no such level/s);
  });

  it('is reported as absent when there is no such program', async () => {
    const start = startServerProgram({ file: '/nowhere/registry', args: [], announcement: /(\d)/ });

    await expect(start).rejects.toThrow('/nowhere/registry did not start');
  });
});
