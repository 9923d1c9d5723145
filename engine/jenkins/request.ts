import { Failure } from '../failures.ts';
import { isJsonObject, type JsonObject, parseJson } from '../oci/json.ts';

/** What the step could see of the build that runs it. */
export interface JenkinsFacts {
  readonly buildNumber?: string;
  readonly buildUrl?: string;
  /** Where the page of this run will be, once the step has archived it. */
  readonly pageUrl?: string;
  readonly jobName?: string;
  readonly result?: string;
  /** User id of whoever started the build. */
  readonly requester?: string;
  readonly commit?: string;
  readonly branch?: string;
}

/** The file that a step hands to the engine: see docs/contract.md. */
export interface StepRequest {
  readonly command: string;
  readonly options: JsonObject;
  readonly jenkins: JenkinsFacts;
  /** What `input` returned, for each who was asked; empty when nobody was. */
  readonly approvals: readonly unknown[];
  /** Whether a failure's sentence is left to the step that reads it from its file, or printed too. */
  readonly failureTo: 'file' | 'log';
}

const FACTS = [
  'buildNumber',
  'buildUrl',
  'pageUrl',
  'jobName',
  'result',
  'requester',
  'commit',
  'branch',
] as const;

/** @throws Failure INVALID_REQUEST */
export function parseRequest(bytes: Uint8Array, file: string): StepRequest {
  const json = parseJson(bytes);
  if (!isJsonObject(json)) throw invalidRequest(file, 'it is not a JSON object');
  const { command, options = {}, jenkins = {}, approvals = [], failureTo } = json;
  if (typeof command !== 'string') throw invalidRequest(file, 'it names no command');
  if (!isJsonObject(options)) throw invalidRequest(file, '`options` is not an object');
  if (!Array.isArray(approvals)) throw invalidRequest(file, '`approvals` is no list');
  if (!isJsonObject(jenkins)) throw invalidRequest(file, '`jenkins` is not an object');
  return {
    command,
    options: Object.fromEntries(Object.entries(options).filter(([, value]) => value !== null)),
    jenkins: Object.fromEntries(FACTS.flatMap((name) => factOf(jenkins, name))),
    approvals,
    failureTo: failureTo === 'file' ? 'file' : 'log',
  };
}

/** Jenkins gives numbers and strings alike. */
function factOf(jenkins: JsonObject, name: string): [string, string][] {
  const value = jenkins[name];
  if (typeof value === 'number') return [[name, String(value)]];
  return typeof value === 'string' && value.trim() !== '' ? [[name, value.trim()]] : [];
}

const invalidRequest = (file: string, why: string) =>
  new Failure(
    'INVALID_REQUEST',
    'usage',
    `The request ${file} cannot be used: ${why}.`,
    'It is written by the steps of this library; see docs/contract.md to write one by hand.',
  );
