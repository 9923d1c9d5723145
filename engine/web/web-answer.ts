import { Failure, oneLine } from '../failures.ts';
import type { HttpResponse } from '../http/request.ts';
import { isJsonObject, type JsonObject, parseJson } from '../oci/json.ts';

/** Reads from a server, with a credential if one is named. */
export type Ask = (
  url: URL,
  options: {
    readonly headers: Readonly<Record<string, string>>;
    readonly readBytes: number;
    readonly credential?: string;
  },
) => Promise<HttpResponse>;

export interface Question {
  readonly credential?: string | undefined;
  /** An answer may be this long. */
  readonly readBytes?: number;
}

const USUAL_BYTES = 1024 * 1024;

/**
 * The JSON object that a server answers with; undefined where there is none at the address (404).
 * @throws Failure ANSWER_DENIED, ANSWER_UNUSABLE, ANSWERED_ELSEWHERE, and what asking throws
 */
export async function askJson(
  ask: Ask,
  url: URL,
  { credential, readBytes = USUAL_BYTES }: Question,
): Promise<JsonObject | undefined> {
  const response = await ask(url, {
    headers: { accept: 'application/json' },
    readBytes,
    ...(credential !== undefined && { credential }),
  });
  if (response.status === 404) return undefined;
  refuseDenied(response, url, credential);
  if (response.url.origin !== url.origin) throw answeredElsewhere(url, response.url);
  if (response.status < 200 || response.status > 299) {
    throw unusable(url, `with HTTP ${response.status}`);
  }
  if (response.body === undefined) {
    throw unusable(url, `with more than ${Math.floor(readBytes / USUAL_BYTES)} MiB`);
  }
  const json = parseJson(response.body);
  if (!isJsonObject(json)) throw unusable(url, whatItIs(response));
  return json;
}

/** @throws Failure ANSWER_DENIED for 401 and 403 */
export function refuseDenied({ status }: HttpResponse, url: URL, credential?: string): void {
  if (status === 401 || status === 403) throw denied(url, status, credential);
}

function whatItIs({ body, header }: HttpResponse): string {
  const type = oneLine(header('content-type') ?? '', 60);
  if (body?.length === 0) return 'with nothing';
  const words = type === '' ? 'something' : type;
  return `with ${words} that is no JSON object${/html/i.test(type) ? ', perhaps a page to sign in' : ''}`;
}

/** A short text that is no page says why, as the end of a sentence; else empty. */
export function wordsOf({ body, header }: HttpResponse): string {
  if (body === undefined || /html/i.test(header('content-type') ?? '')) return '';
  const words = oneLine(Buffer.from(body).toString('utf8'), 200).replace(/[.\s]+$/, '');
  return words === '' ? '' : ` (${words})`;
}

/** Host and path; a query may hold what people did not mean to print. */
export function addressOf({ host, pathname }: URL): string {
  return oneLine(`${host}${pathname}`, 200);
}

const denied = (url: URL, status: number, credential: string | undefined) =>
  new Failure(
    'ANSWER_DENIED',
    'denied',
    `${addressOf(url)} is not for us ${credential === undefined ? 'without credentials' : `with the Jenkins credential "${credential}"`} (HTTP ${status}).`,
    credential === undefined
      ? 'Name a Jenkins credential for it, as `credentials` in promotion.yaml.'
      : 'Check the user and password, or token, of that credential, and what its user may do there.',
  );

const unusable = (url: URL, what: string) =>
  new Failure(
    'ANSWER_UNUSABLE',
    'unavailable',
    `${addressOf(url)} answered ${what}.`,
    'Open that address in a browser as the same user; correct the address or the sign-in in promotion.yaml, or wait until the server is well.',
  );

const answeredElsewhere = (url: URL, at: URL) =>
  new Failure(
    'ANSWERED_ELSEWHERE',
    'unavailable',
    `${url.host} redirected to ${oneLine(at.host, 100)}, whose answer does not count.`,
    'Give the address that answers by itself, in promotion.yaml or in the configuration of that server.',
  );
