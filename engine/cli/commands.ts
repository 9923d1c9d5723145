import type { Command } from '../commands/command.ts';

/** Every command, loaded when it runs: a step pays for start-up each time. */
export const commands: Readonly<Record<string, () => Promise<Command>>> = {
  needs: async () => (await import('../commands/needs.ts')).needs,
  record: async () => (await import('../commands/record.ts')).record,
  plan: async () => (await import('../commands/plan.ts')).plan,
  promote: async () => (await import('../commands/promote.ts')).promote,
  verdict: async () => (await import('../commands/verdict.ts')).verdict,
  doctor: async () => (await import('../commands/doctor.ts')).doctor,
};
