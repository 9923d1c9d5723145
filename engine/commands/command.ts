import type { NetworkEnvironment } from '../http/dispatcher.ts';
import type { Clock } from '../http/request.ts';
import type { StepRequest } from '../jenkins/request.ts';
import type { RunProgram } from '../run-program.ts';
import type { SecretMask } from '../secrets.ts';

/** Files of one run: see docs/contract.md. */
export interface RunFolder {
  write(name: string, text: string): Promise<void>;
  /** Undefined where there is no such file. */
  read(name: string): Promise<Uint8Array | undefined>;
}

/** What a command is given; it takes nothing from anywhere else. */
export interface CommandContext {
  readonly request: StepRequest;
  readonly cwd: string;
  readonly env: NetworkEnvironment;
  /** Docker's `config.json`. */
  readonly dockerConfig: string;
  readonly clock: Clock;
  readonly folder: RunFolder;
  readonly mask: SecretMask;
  readonly runProgram: RunProgram;
  readonly print: (text: string) => void;
  /** What has to be closed when the command has ended, however it did. */
  readonly onEnd: (close: () => Promise<void>) => void;
}

/** One use case: ends when it is done, throws a Failure when it stops. */
export type Command = (context: CommandContext) => Promise<void>;
