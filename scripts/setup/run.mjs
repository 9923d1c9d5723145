import { spawnSync } from 'node:child_process';

/** Runs a program with its output shown; throws where it cannot be run or fails. */
export function run(command, args, options = {}) {
  const { status, signal, error } = spawnSync(command, args, { stdio: 'inherit', ...options });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${command} ${args[0]} ended with ${status ?? signal}`);
}
