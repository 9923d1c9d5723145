import { Ajv } from 'ajv';
import { expect } from 'vitest';
import { answerSchemas } from '../../engine/answers/answer-schemas.ts';
import { succeed } from '../commands/steps.ts';
import type { Workspace } from '../support/promotion-run.ts';

/** What an answer prints for people, without its last newline. */
export async function textOf(
  workspace: Workspace,
  command: string,
  options: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const { log } = await succeed(workspace, command, command, { options });
  for (const line of log.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100);
  return log.trimEnd();
}

/** The document that an answer prints; it has the published form. */
export async function documentOf(
  workspace: Workspace,
  command: string,
  options: Readonly<Record<string, unknown>> = {},
): Promise<unknown> {
  const outcome = await succeed(workspace, command, command, {
    options: { output: 'json', ...options },
  });
  const document = JSON.parse(outcome.log);
  const ajv = new Ajv({ strict: false, allErrors: true });
  ajv.validate(answerSchemas[command] ?? {}, document);
  expect(ajv.errors ?? []).toEqual([]);
  expect(JSON.parse((await outcome.file('answer.json')) ?? '')).toEqual(document);
  return document;
}
