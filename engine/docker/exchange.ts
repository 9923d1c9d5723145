import type { Dispatcher } from 'undici';
import type { EngineRequest, EngineResponse } from './engine.ts';
import { answerTooLong } from './failures.ts';
import type { Line } from './line.ts';

/** Enough for the tasks of a large swarm. */
const ANSWER_LIMIT_BYTES = 64 * 1024 * 1024;
const SILENCE_MS = 60_000;

/** One request, one answer: no retry, errors as they come. */
export async function exchange(
  dispatcher: Dispatcher,
  line: Line,
  { method, path, headers, json }: EngineRequest,
): Promise<EngineResponse> {
  const response = await dispatcher.request({
    origin: line.origin,
    path,
    method,
    headers: {
      'user-agent': 'promote-image',
      ...(json !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    body: json === undefined ? null : JSON.stringify(json),
    headersTimeout: SILENCE_MS,
    bodyTimeout: SILENCE_MS,
  });
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > ANSWER_LIMIT_BYTES) throw answerTooLong(line, path);
    chunks.push(chunk);
  }
  return {
    status: response.statusCode,
    header: (name) => [response.headers[name.toLowerCase()]].flat()[0],
    body: Buffer.concat(chunks),
  };
}
