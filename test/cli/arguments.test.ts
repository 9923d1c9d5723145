import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../engine/cli/arguments.ts';

const COMMANDS = ['status', 'history', 'doctor', 'record'];
const parse = (line: string) => parseArguments(line.split(' '), COMMANDS);

describe('the command line', () => {
  it('takes a request file for every command', () => {
    expect(parse('record --request run/request.json')).toEqual({
      kind: 'run',
      command: 'record',
      request: 'run/request.json',
    });
    expect(parse('status --request run/request.json')).toMatchObject({ kind: 'run' });
  });

  it('takes the options of an answer, as words or with an equals sign', () => {
    expect(parse('history --env uat --from-build=41 --since -7d --json')).toEqual({
      kind: 'terminal',
      command: 'history',
      options: { env: 'uat', fromBuild: '41', since: '-7d', output: 'json' },
    });
  });

  it('takes an answer without options', () => {
    expect(parse('status')).toEqual({ kind: 'terminal', command: 'status', options: {} });
  });

  it('keeps everything behind the first equals sign', () => {
    expect(parse('doctor --config=a=b.yaml')).toMatchObject({ options: { config: 'a=b.yaml' } });
  });

  it.each(['--help', '-h', 'help', 'status --help'])('prints help for %s', (line) => {
    expect(parse(line)).toEqual({ kind: 'help' });
  });

  it.each([
    ['status --env', '`status` is given --env without a value.'],
    ['status --env --json', '`status` is given --env without a value.'],
    ['doctor --jason', '`doctor` is given --jason without a value; did you mean `--json`?'],
    ['status uat', '`status` does not know what `uat` is for.'],
    ['status --env qa --env uat', '`status` is given --env twice.'],
    ['record --env qa', '`record` takes exactly --request and the path of a request file.'],
    ['stauts', 'There is no command `stauts`; did you mean `status`?'],
    ['deploy', 'There is no command `deploy`.'],
  ])('refuses %s', (line, sentence) => {
    expect(() => parse(line)).toThrow(sentence);
  });

  it('does not let an option become a part of every object', () => {
    const { options } = parse('status --constructor x') as { options: object };

    expect(Object.entries(options)).toEqual([['constructor', 'x']]);
  });
});
