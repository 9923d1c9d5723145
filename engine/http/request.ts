/** One HTTP request. */
export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | StreamedBody;
  /** How much of the answer is read before `send` returns; {@link SMALL_BODY_BYTES} unless said. */
  readonly readBytes?: number;
  /** The body of a 2xx answer is left to the caller, in `chunks`. */
  readonly isStreamed?: boolean;
  /** Something that holds a place at this origin waits for it, so it takes no place itself. */
  readonly isUrgent?: boolean;
  /** It does something that must not be done twice, so it is sent once whatever comes of it. */
  readonly isOnce?: boolean;
  /** Statuses that are the answer here, though elsewhere they would be worth another attempt. */
  readonly finalStatuses?: readonly number[];
}

/** Enough for an error, a token or a page of tags. */
export const SMALL_BODY_BYTES = 64 * 1024;
/** Of each connection and each body under way. undici's 64 KiB are one read: it would stop and start the socket at each. */
export const BUFFER_BYTES = 256 * 1024;

/** A body that is sent while it is read, and so cannot be sent twice. */
export interface StreamedBody {
  readonly lengthBytes: number;
  readonly chunks: AsyncIterable<Uint8Array>;
}

export interface HttpResponse {
  readonly status: number;
  /** Where the answer came from, after redirects. */
  readonly url: URL;
  /** First value of a header; names in lower case. */
  header(name: string): string | undefined;
  /** All values of a header that may come several times. */
  headerValues(name: string): readonly string[];
  /** Undefined when it is longer than asked for, or streamed. */
  readonly body: Uint8Array | undefined;
  /** The streamed body; must be read to its end or left by `break`. Empty when it was not asked for. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** Sends one request and gives its answer, whatever the status. */
export interface HttpSender {
  /** @throws Failure when no answer came */
  send(request: HttpRequest): Promise<HttpResponse>;
}

/** Time, chance and waiting, as arguments. */
export interface Clock {
  now(): Date;
  /** From 0 up to 1. */
  random(): number;
  sleep(ms: number): Promise<void>;
}
