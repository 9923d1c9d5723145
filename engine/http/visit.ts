import { Failure, oneLine } from '../failures.ts';
import { tooManyRedirects } from './failures.ts';
import type { HttpRequest, HttpResponse, HttpSender } from './request.ts';

const MOST_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * Reads from a server that is no registry, following redirects. What is asked with an authorization never
 * goes to another origin, nor does its answer come from there.
 * @throws Failure REDIRECTED_AWAY, REDIRECT_LOOP, and what the sender throws
 */
export async function visit(sender: HttpSender, request: HttpRequest): Promise<HttpResponse> {
  const isSignedIn = request.headers?.['authorization'] !== undefined;
  let { url } = request;
  for (let hops = 0; hops <= MOST_REDIRECTS; hops += 1) {
    const response = await sender.send({ ...request, url });
    const location = response.header('location');
    if (!REDIRECTS.has(response.status) || location === undefined) return response;
    const target = URL.canParse(location, url.href) ? new URL(location, url.href) : undefined;
    const isWeb = target?.protocol === 'https:' || target?.protocol === url.protocol;
    const isAway = target?.origin !== request.url.origin;
    if (target === undefined || !isWeb || (isAway && isSignedIn)) throw away(request.url, location);
    url = target;
  }
  throw tooManyRedirects(request.url);
}

const away = (from: URL, location: string) =>
  new Failure(
    'REDIRECTED_AWAY',
    'unavailable',
    `${from.host} redirected to ${oneLine(location.replace(/\?.*$/s, '?…'), 200)}, where the credential for ${from.host} has no business.`,
    'Give the address that it redirects to, if that is where the credential belongs.',
  );
