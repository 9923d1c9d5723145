import { Failure } from '../failures.ts';
import type { HttpResponse } from '../http/request.ts';
import { describeAnswer } from '../registry/error-body.ts';
import { isAboutTrust } from './certificate.ts';
import { type Check, type Finding, fail, failed, ok } from './check.ts';
import type { RegistrySubject } from './registry-subject.ts';

/** Does a registry answer at the address? */
export const address: Check<RegistrySubject> = {
  name: 'address',
  needs: [],

  async find({ url, greeting }) {
    if (greeting instanceof Failure) {
      if (greeting.code === 'CA_UNREADABLE') return undefined;
      return isAboutTrust(greeting) ? ok('something answers in TLS') : failed(greeting);
    }
    const { status } = greeting;
    const words = describeAnswer(greeting);
    if (status >= 300 && status < 400) return redirected(url, greeting);
    if (status === 429 || status >= 500) {
      return fail(
        'unavailable',
        `${url.host} cannot answer now (${words}).`,
        'Look at the log of the registry, and of a proxy before it; run this again when it is well.',
      );
    }
    if (status === 403) {
      return fail(
        'denied',
        `${url.host} forbids even the question whether it is a registry (${words}).`,
        'Look for a proxy or firewall that lets only certain hosts through, and let this agent through.',
      );
    }
    if (!isRegistry(greeting)) {
      return fail(
        'configuration',
        `${url.host} answers, but not as a Docker registry (${words} to ${url.pathname.replace(/\/$/, '')}/v2/).`,
        'Correct `url` of this registry in promotion.yaml. In Nexus, Administration → Repository → Repositories → the hosted repository → Repository Connectors says how it is reached; docs/nexus.md shows the three forms.',
      );
    }
    return ok(`${productOf(greeting)} answers`);
  },
};

function isRegistry({ status, header }: HttpResponse): boolean {
  const isPage = /^text\/html/i.test(header('content-type') ?? '');
  if (status === 401) return header('www-authenticate') !== undefined;
  return status === 200 && (!isPage || header('docker-distribution-api-version') !== undefined);
}

function productOf({ header }: HttpResponse): string {
  const [version] = /^Nexus\/[\w.-]+/.exec(header('server') ?? '') ?? [];
  if (version !== undefined) return version;
  return /Sonatype Nexus/i.test(header('www-authenticate') ?? '') ? 'Nexus' : 'a registry';
}

function redirected(url: URL, { status, header }: HttpResponse): Finding {
  const location = header('location') ?? '';
  const target = URL.canParse(location, url.href) ? new URL(location, url.href) : undefined;
  const { origin = 'nowhere', pathname = '' } = target ?? {};
  return fail(
    'configuration',
    `${url.origin} redirects to ${origin}${pathname.slice(0, 100)} (HTTP ${status}); a push follows no redirect.`,
    'Write the address that it redirects to, without /v2/, as `url` of this registry in promotion.yaml.',
  );
}
