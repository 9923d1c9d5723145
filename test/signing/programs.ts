import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { partPath } from '../support/parts.ts';

/** A folder that goes away with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'signing-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** What openssl prints; what it reads from standard input is `input`. */
export function openssl(args: readonly string[], input: string | Buffer = ''): string {
  return execFileSync('openssl', args, { input, stdio: 'pipe' }).toString();
}

/** How cosign ended, and what it printed. */
export interface CosignRun {
  readonly isDone: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** Nothing leaves this machine: every proxy of the run is a closed port, and loopback goes past it. */
const NOWHERE = 'http://127.0.0.1:9';

/** An empty root of trust, so that cosign fetches none. */
export const NO_ROOT = '{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1"}';

/** Runs cosign in a folder that is its home, too. */
export function cosign(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CosignRun> {
  writeFileSync(join(folder, 'no-root.json'), NO_ROOT);
  const offline = { HTTP_PROXY: NOWHERE, HTTPS_PROXY: NOWHERE, HOME: folder, TUF_ROOT: folder };
  const options = { cwd: folder, env: { COSIGN_PASSWORD: '', ...offline, ...env } };
  return new Promise((resolve) => {
    execFile(partPath('cosign'), args, options, (error, stdout, stderr) => {
      resolve({ isDone: error === null, stdout, stderr });
    });
  });
}
