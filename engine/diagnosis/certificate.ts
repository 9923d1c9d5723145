import { Failure } from '../failures.ts';
import { type Check, failed, note, ok } from './check.ts';
import type { RegistrySubject } from './registry-subject.ts';

const TRUST_CODES: readonly string[] = ['CA_UNREADABLE', 'UNTRUSTED_CERTIFICATE'];
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** Is the connection private, and is the other side who it says? */
export const certificate: Check<RegistrySubject> = {
  name: 'certificate',
  needs: ['address'],

  async find({ url, ca, greeting }) {
    if (greeting instanceof Failure) return failed(greeting);
    if (url.protocol === 'https:') return ok(`trusted${ca === undefined ? '' : `, with ${ca}`}`);
    if (LOOPBACK.test(url.hostname)) return ok('none: plain HTTP that stays on this machine');
    return note(
      'none: over plain HTTP the credential can be read, and images changed, on the way.',
      'In Nexus, give the repository an HTTPS connector (Administration → Repository → Repositories → the repository → Repository Connectors → HTTPS), or put a proxy with TLS before it; then write https:// in promotion.yaml.',
    );
  },
};

/** True for a failure of which an untrusted, or untrustable, certificate is the reason. */
export function isAboutTrust({ code }: Failure): boolean {
  return TRUST_CODES.includes(code);
}
