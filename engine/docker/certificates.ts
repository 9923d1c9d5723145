import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSecureContext, type SecureContext } from 'node:tls';
import type { EngineCertificates } from './access.ts';
import { keysUnreadable } from './failures.ts';
import type { EngineName } from './line.ts';

/**
 * What TLS presents, and whom it trusts: Node's own authorities where no other is given.
 * @throws Failure ENGINE_KEYS_UNREADABLE
 */
export async function readCertificates(
  engine: EngineName,
  certificates: EngineCertificates,
): Promise<SecureContext> {
  try {
    if (!('folder' in certificates)) return createSecureContext(certificates);
    const read = (name: string) => readFile(join(certificates.folder, name));
    const [ca, cert, key] = await Promise.all([read('ca.pem'), read('cert.pem'), read('key.pem')]);
    return createSecureContext({ ca, cert, key });
  } catch (cause) {
    throw keysUnreadable(engine, cause);
  }
}
