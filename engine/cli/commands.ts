import type { Command } from '../commands/command.ts';

/** Every command, loaded when it runs: a step pays for start-up each time. */
export const commands: Readonly<Record<string, () => Promise<Command>>> = {
  needs: async () => (await import('../commands/needs.ts')).needs,
  record: async () => (await import('../commands/record.ts')).record,
  plan: async () => (await import('../commands/plan.ts')).plan,
  promote: async () => (await import('../commands/promote.ts')).promote,
  verdict: async () => (await import('../commands/verdict.ts')).verdict,
  approve: async () => (await import('../commands/approve.ts')).approve,
  rollback: async () => (await import('../commands/rollback.ts')).rollback,
  hold: async () => (await import('../commands/hold.ts')).hold,
  status: async () => (await import('../commands/status.ts')).status,
  history: async () => (await import('../commands/history.ts')).history,
  find: async () => (await import('../commands/find.ts')).find,
  diff: async () => (await import('../commands/diff.ts')).diff,
  verify: async () => (await import('../commands/verify.ts')).verify,
  where: async () => (await import('../commands/where.ts')).where,
  doctor: async () => (await import('../commands/doctor.ts')).doctor,
};
