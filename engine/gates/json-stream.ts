import { Tokenizer, TokenType } from '@streamparser/json';
import { Failure, oneLine } from '../failures.ts';
import { type PatternNode, patternTree } from './json-pattern.ts';
import { type JsonBuilder, startValue } from './json-value.ts';

const DEEPEST = 128;
const LONGEST_TOKEN_BYTES = 8 * 1024 * 1024;

/** Where a value stood: `['Results', 0, 'Target']`. */
export type JsonPath = readonly (string | number)[];

/** Takes a value that was asked for; `pattern` is the one of `readJson` that led to it. */
export type TakeJson = (pattern: string, value: unknown, path: JsonPath) => void;

/**
 * Reads a JSON text of any size, and keeps what was asked for only.
 * @param patterns `Metadata.RepoTags`, with `*` for any member: its value; with `:type` at the end: as soon as
 *   something is there, `object`, `array` or `value`
 * @param name of the text, in messages
 * @throws Failure INVALID_JSON, also where the text ends too early
 */
export async function readJson(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  patterns: readonly string[],
  take: TakeJson,
  name: string,
): Promise<void> {
  const structure = createStructure(patternTree(patterns), take);
  const tokenizer = new Tokenizer({ stringBufferSize: 64 * 1024 });
  let sinceTokenBytes = 0;
  let isWritten = false;
  // Thrown from in there, it would come back as an error about the bytes.
  let problem: unknown;
  tokenizer.onToken = ({ token, value }) => {
    sinceTokenBytes = 0;
    try {
      if (problem === undefined) structure.add(token, value);
    } catch (error) {
      problem = error;
    }
  };
  tokenizer.onError = (error) => {
    problem ??= new Error(isWritten ? error.message : 'it is empty');
  };
  for await (const chunk of chunks) {
    if (chunk.length === 0) continue;
    isWritten = true;
    sinceTokenBytes += chunk.length;
    tokenizer.write(chunk);
    if (problem !== undefined) break;
    if (sinceTokenBytes > LONGEST_TOKEN_BYTES) problem = new Error('a text in it is too long');
  }
  if (problem === undefined && structure.isComplete()) {
    tokenizer.onError = () => {
      problem = new Error('something follows its end');
    };
    tokenizer.end();
  }
  if (problem instanceof Failure) throw problem;
  if (problem !== undefined) throw invalidJson(name, (problem as Error).message);
  if (!isWritten) throw invalidJson(name, 'it is empty');
  if (!structure.isComplete()) throw invalidJson(name, 'it ends too early');
}

interface Structure {
  add(token: TokenType, value: unknown): void;
  isComplete(): boolean;
}

interface Level {
  readonly isArray: boolean;
  readonly node: PatternNode | undefined;
  key: string | number;
  next: 'first' | 'key' | 'colon' | 'value' | 'comma';
}

function createStructure(root: PatternNode, take: TakeJson): Structure {
  const levels: Level[] = [];
  let isDone = false;
  let wanted:
    | { readonly builder: JsonBuilder; readonly pattern: string; depth: number }
    | undefined;

  return {
    isComplete: () => isDone,
    add(token, value) {
      if (isDone) throw new Error('something follows its end');
      const level = levels.at(-1);
      if (token === TokenType.COLON || token === TokenType.COMMA) separate(token, level);
      else if (token === TokenType.RIGHT_BRACE) close(false, level);
      else if (token === TokenType.RIGHT_BRACKET) close(true, level);
      else if (level !== undefined && isAtName(level)) name(token, value, level);
      else begin(token, value, level);
    },
  };

  function name(token: TokenType, value: unknown, level: Level): void {
    if (token !== TokenType.STRING) throw new Error('a name in it is no text');
    level.key = String(value);
    level.next = 'colon';
    wanted?.builder.name(level.key);
  }

  function separate(token: TokenType, level: Level | undefined): void {
    const isColon = token === TokenType.COLON;
    if (level?.next !== (isColon ? 'colon' : 'comma')) throw misplaced(isColon ? ':' : ',');
    level.next = isColon || level.isArray ? 'value' : 'key';
    if (!isColon && typeof level.key === 'number') level.key += 1;
  }

  function begin(token: TokenType, value: unknown, level: Level | undefined): void {
    if (level !== undefined && level.next !== 'value' && level.next !== 'first') {
      throw misplaced('a value');
    }
    const isArray = token === TokenType.LEFT_BRACKET;
    const isOpening = isArray || token === TokenType.LEFT_BRACE;
    const node = level === undefined ? root : level.node?.child(level.key);
    if (wanted === undefined && node !== undefined) {
      const path = levels.map(({ key }) => key);
      const type = isArray ? 'array' : isOpening ? 'object' : 'value';
      for (const pattern of node.types) take(pattern, type, path);
      if (node.pattern !== undefined) {
        wanted = { builder: startValue(), pattern: node.pattern, depth: levels.length };
      }
    }
    if (!isOpening) {
      wanted?.builder.add(value);
      ended(level);
      return;
    }
    if (levels.length >= DEEPEST) throw new Error(`it is nested more than ${DEEPEST} deep`);
    wanted?.builder.open(isArray);
    levels.push({ isArray, node, key: isArray ? 0 : '', next: 'first' });
  }

  function close(isArray: boolean, level: Level | undefined): void {
    const mayClose = level?.next === 'first' || level?.next === 'comma';
    if (level?.isArray !== isArray || !mayClose) throw misplaced(isArray ? ']' : '}');
    levels.pop();
    wanted?.builder.close();
    ended(levels.at(-1));
  }

  /** A value is complete, in this level. */
  function ended(level: Level | undefined): void {
    if (wanted !== undefined && wanted.depth === levels.length) {
      const { pattern, builder } = wanted;
      wanted = undefined;
      take(
        pattern,
        builder.value(),
        levels.map(({ key }) => key),
      );
    }
    if (level === undefined) isDone = true;
    else level.next = 'comma';
  }
}

function isAtName({ isArray, next }: Level): boolean {
  return !isArray && (next === 'first' || next === 'key');
}

const misplaced = (what: string) => new Error(`${what} stands where it may not`);

const invalidJson = (name: string, why: string) =>
  new Failure(
    'INVALID_JSON',
    'content',
    `\`${oneLine(name)}\` is not complete JSON: ${oneLine(why)}`,
    'Look whether the tool that writes it failed half-way, then run it again.',
  );
