import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { resolveClasspath } from './classpath.ts';

const FLAGS = [
  '-XX:TieredStopAtLevel=1',
  '-XX:+UseSerialGC',
  '-Dfile.encoding=UTF-8',
  ...['lang', 'util', 'io', 'net', 'text', 'math'].map(
    (name) => `--add-opens=java.base/java.${name}=ALL-UNNAMED`,
  ),
];

/** One Java process for many Jenkinsfiles, which ends with its parent: the second costs a tenth of the first. */
export class Interpreter {
  private readonly process: ChildProcessWithoutNullStreams;
  private readonly waiting = new Map<string, () => void>();
  private died: Error | undefined;

  static async start(): Promise<Interpreter> {
    return new Interpreter(await resolveClasspath());
  }

  private constructor(classpath: string) {
    this.process = spawn('java', [...FLAGS, '-cp', classpath, 'harness.Main']);
    createInterface(this.process.stdout).on('line', (line) => this.waiting.get(line)?.());
    let stderr = '';
    this.process.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    this.process.on('close', (code) => {
      this.died = new Error(`The interpreter ended with ${code}: ${stderr}`);
      for (const wake of this.waiting.values()) wake();
    });
  }

  /** Resolves when `result.json` lies beside the scenario file. */
  async run(scenarioFile: string): Promise<void> {
    await new Promise<void>((resolve) => {
      this.waiting.set(scenarioFile, resolve);
      this.process.stdin.write(`${scenarioFile}\n`);
    });
    this.waiting.delete(scenarioFile);
    if (this.died !== undefined) throw this.died;
  }

  stop(): void {
    this.process.stdin.end();
  }
}
