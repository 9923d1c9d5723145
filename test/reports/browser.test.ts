import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { promotionPage } from '../../engine/reports/page.ts';
import { describeWith, partPath } from '../support/parts.ts';
import { content, FAIL, PASS, pageImage } from './content.ts';

const run = promisify(execFile);

/** What Jenkins sends with archived files unless an administrator says otherwise. */
const JENKINS = "sandbox; default-src 'none'; img-src 'self'; style-src 'self';";

const HOSTILE = `</title></td><script>document.title='owned'</script><img src=x onerror="document.title='owned'">`;

/** Serves the page as Jenkins does, or without its policy. */
async function serve(page: string, policy: string): Promise<string> {
  const server = createServer((_, response) => {
    response.writeHead(200, {
      'content-type': 'text/html',
      ...(policy !== '' && { 'content-security-policy': policy }),
    });
    response.end(page);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/report/index.html`;
}

async function chromium(address: string, ...options: string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'chromium-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const quiet = ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars'];
  const { stdout } = await run(
    partPath('chromium'),
    [...quiet, `--user-data-dir=${folder}`, '--window-size=1100,1400', ...options, address],
    { cwd: folder, timeout: 25_000 },
  );
  return { stdout, screenshot: () => readFile(join(folder, 'page.png')) };
}

describeWith(['chromium'], 'the page of a promotion in a browser', () => {
  const reasons = [{ gate: 'user', because: FAIL.because, remedy: FAIL.remedy ?? '' }];
  const refused = content({
    headline: 'Refused. Nothing was copied and no tag was moved.',
    images: [pageImage({ reasons, gates: [FAIL, PASS] })],
  });

  it.each([
    ['as Jenkins serves it', JENKINS],
    ['anywhere else', ''],
  ])('can be seen %s', async (_, policy) => {
    const address = await serve(promotionPage(refused), policy);

    const { screenshot } = await chromium(address, '--screenshot=page.png');

    const picture = await screenshot();
    expect(picture.subarray(1, 4).toString()).toBe('PNG');
    expect([picture.readUInt32BE(16), picture.readUInt32BE(20)]).toEqual([1100, 1400]);
    // A blank picture of this size has about 6 kB.
    expect(picture.length).toBeGreaterThan(30_000);
  });

  it('runs nothing that a hostile name holds, even where no policy forbids it', async () => {
    const images = [
      pageImage({ image: HOSTILE, notes: [HOSTILE], gates: [{ ...PASS, because: HOSTILE }] }),
    ];
    const address = await serve(promotionPage(content({ images })), '');

    const { stdout } = await chromium(address, '--dump-dom');

    expect(stdout).toContain('<h1>Promotion of &lt;/title&gt;');
    expect(stdout).not.toContain('owned</title>');
    expect(stdout).not.toMatch(/<(?:script|img)/);
  });
});
