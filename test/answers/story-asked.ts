import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect } from 'vitest';
import { isJsonObject, type JsonObject } from '../../engine/oci/json.ts';
import type { Story } from './story.ts';

const SCHEMAS = join(import.meta.dirname, '../../resources/promote-image/answers');
const ajv = new Ajv({ strict: false, allErrors: true });

/**
 * Asks for an answer: its text, and below it a line of its JSON, which has to be of the published form.
 * @param facts that line
 */
export async function ask(
  story: Story,
  command: string,
  options: JsonObject,
  facts: (document: JsonObject) => string,
): Promise<string> {
  const { exitCode, log, file } = await story.workspace.run(command, command, { options });

  expect([0, 20], log).toContain(exitCode);
  if (exitCode === 0) {
    for (const line of log.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100);
  }
  const document: unknown = JSON.parse((await file('answer.json')) ?? '');
  if (!isJsonObject(document)) throw new Error('No document was written.');
  await expectPublishedForm(command, document);
  return story.steady(`${log.trimEnd()}\nJSON: ${facts(document)}`);
}

/** The document is as its published schema says. */
export async function expectPublishedForm(command: string, document: unknown): Promise<void> {
  const id = `${command}.schema.json`;
  if (ajv.getSchema(id) === undefined) {
    ajv.addSchema(JSON.parse(await readFile(join(SCHEMAS, id), 'utf8')), id);
  }
  ajv.validate(id, document);
  expect(ajv.errors ?? []).toEqual([]);
}

/** What lies at a path of members and, where a list is met, in each of its items. */
export function pick(value: unknown, path: string): readonly unknown[] {
  const [name = '', ...rest] = path.split('.');
  if (Array.isArray(value)) return value.flatMap((item) => pick(item, path));
  if (name === '') return [value];
  return isJsonObject(value) && name in value ? pick(value[name], rest.join('.')) : [];
}

/** The same as words of a line; `-` where there is nothing. */
export function words(value: unknown, path: string): string {
  const found = pick(value, path);
  return found.length === 0 ? '-' : found.join(' ');
}
