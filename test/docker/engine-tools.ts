import type { EngineTools } from '../../engine/docker/tools.ts';
import { Failure } from '../../engine/failures.ts';

export const tools: EngineTools = { env: process.env, sleep: async () => {} };

/** What a user reads of a failure, with what differs from run to run replaced. */
export async function refusalOf(
  outcome: Promise<unknown>,
  replacements: Readonly<Record<string, string>> = {},
): Promise<string> {
  const error = await outcome.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Failure)) throw error ?? new Error('It was not refused.');
  const text = `${error.code} (${error.kind})\n${error.message}\n${error.remedy}`;
  return Object.entries(replacements).reduce(
    (at, [found, name]) => at.replaceAll(found, name),
    text,
  );
}
