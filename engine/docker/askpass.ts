import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How ssh learns the passphrase of a key without anybody at a terminal. */
export interface Askpass {
  /** To add to the environment of ssh, and of nothing else. */
  readonly env: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

const VARIABLE = 'PROMOTE_IMAGE_SSH_PASSPHRASE';
/** Asked for anything else, such as whether to trust a host, it says no. */
const PROGRAM = `#!/bin/sh
case "$1" in
  'Enter passphrase for '*) printf '%s\\n' "$${VARIABLE}" ;;
  *) echo no ;;
esac
`;

/** A program that ssh calls instead of asking; the secret is in ssh's environment alone. */
export async function writeAskpass(passphrase: string): Promise<Askpass> {
  const folder = await mkdtemp(join(tmpdir(), 'promote-image-'));
  const file = join(folder, 'askpass');
  await writeFile(file, PROGRAM, { mode: 0o700 });
  return {
    env: { SSH_ASKPASS: file, SSH_ASKPASS_REQUIRE: 'force', [VARIABLE]: passphrase },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
