import type { Readable } from 'node:stream';

/** What the registry says to one request. */
export interface Answer {
  /** HTTP status; 0 resets the connection without a word. */
  readonly status: number;
  /** Names in the usual capitals, `Docker-Content-Digest`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer | Readable;
  /** Ends the connection early: `reset` sends RST, `close` sends FIN. */
  readonly cut?: { readonly afterBytes: number; readonly by: 'reset' | 'close' };
  /** Why the write policy refused, for behaviours that say it in other words. */
  readonly refused?: { readonly asset: string; readonly repository: string };
}

/** Drops the connection before anything is answered. */
export const RESET: Answer = { status: 0, headers: {} };

/** An answer without a body. */
export function empty(status: number, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { 'Content-Length': '0', ...headers } };
}

export function json(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return withBody({ status, headers: { 'Content-Type': 'application/json', ...headers } }, value);
}

/** The error body of the distribution API, with one error. */
export function failure(
  status: number,
  code: string,
  message: string,
  detail: unknown = null,
): Answer {
  return json(status, { errors: [{ code, message, detail }] });
}

/** An error page, as a proxy or an application server writes it. */
export function page(
  status: number,
  title: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  const body = `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`;
  return withBody({ status, headers: { 'Content-Type': 'text/html', ...headers } }, body);
}

/** The answer with other headers; an undefined value removes one. */
export function withHeaders(
  answer: Answer,
  changes: Readonly<Record<string, string | undefined>>,
): Answer {
  const changed = Object.entries({ ...answer.headers, ...changes });
  const headers = changed.filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { ...answer, headers: Object.fromEntries(headers) };
}

function withBody(answer: Answer, value: unknown): Answer {
  const body = Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
  return { ...answer, body, headers: { ...answer.headers, 'Content-Length': `${body.length}` } };
}
