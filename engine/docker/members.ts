import { Failure } from '../failures.ts';
import { isJsonObject, type JsonObject, parseJson } from '../oci/json.ts';
import type { DockerEngine, EngineResponse } from './engine.ts';
import { nameOf } from './failures.ts';

/** @throws Failure ENGINE_ANSWER_ODD */
export function objectIn(engine: DockerEngine, { body }: EngineResponse): JsonObject {
  const json = parseJson(body);
  if (isJsonObject(json)) return json;
  throw oddAnswer(engine, 'it is no JSON object');
}

/** @throws Failure ENGINE_ANSWER_ODD */
export function listIn(engine: DockerEngine, { body }: EngineResponse): readonly JsonObject[] {
  const json = parseJson(body);
  if (Array.isArray(json) && json.every(isJsonObject)) return json;
  throw oddAnswer(engine, 'it is no list of JSON objects');
}

/** The object at a path of members; an empty one where there is none. */
export function memberOf(json: JsonObject, ...path: readonly string[]): JsonObject {
  return path.reduce((at, name) => {
    const value = at[name];
    return isJsonObject(value) ? value : {};
  }, json);
}

/** A text that says something. */
export function textOf(json: JsonObject, name: string): string | undefined {
  const value = json[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function numberOf(json: JsonObject, name: string): number | undefined {
  const value = json[name];
  return typeof value === 'number' ? value : undefined;
}

export function textsOf(json: JsonObject, name: string): readonly string[] {
  const value = json[name];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

export function labelsOf(json: JsonObject): Readonly<Record<string, string>> {
  const labels = Object.entries(memberOf(json, 'Labels'));
  return Object.fromEntries(
    labels.filter((label): label is [string, string] => typeof label[1] === 'string'),
  );
}

/** A text that nothing can do without. @throws Failure ENGINE_ANSWER_ODD */
export function requiredText(engine: DockerEngine, json: JsonObject, name: string): string {
  const value = textOf(json, name);
  if (value === undefined) throw oddAnswer(engine, `it has no ${name}`);
  return value;
}

/** A number that nothing can do without. @throws Failure ENGINE_ANSWER_ODD */
export function requiredNumber(engine: DockerEngine, json: JsonObject, name: string): number {
  const value = numberOf(json, name);
  if (value === undefined) throw oddAnswer(engine, `it has no ${name}`);
  return value;
}

const oddAnswer = (engine: DockerEngine, what: string) =>
  new Failure(
    'ENGINE_ANSWER_ODD',
    'unavailable',
    `${nameOf(engine)} gave an answer that no Docker engine gives: ${what}.`,
    'Check that the host in promotion.yaml is a Docker engine, and look for a proxy that changes answers.',
  );
