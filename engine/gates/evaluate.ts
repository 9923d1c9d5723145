import { describeError } from '../failures.ts';
import type { Gate, GateContext, GateOutcome } from './gate.ts';

/** A gate as the policy names it. */
export interface GateRequest {
  readonly kind: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** A gate's outcome under its name. */
export type GateFinding = GateOutcome & { readonly kind: string };

/** Asks every gate, side by side, so that people see all reasons at once. A gate that throws has outcome `error`. */
export function evaluateGates(
  known: readonly Gate<never>[],
  requests: readonly GateRequest[],
  context: GateContext,
): Promise<readonly GateFinding[]> {
  return Promise.all(
    requests.map(async ({ kind, settings }) => ({
      kind,
      ...(await evaluateOne(known, kind, settings, context)),
    })),
  );
}

async function evaluateOne(
  known: readonly Gate<never>[],
  kind: string,
  settings: Readonly<Record<string, unknown>>,
  context: GateContext,
): Promise<GateOutcome> {
  const gate = known.find((candidate) => candidate.kind === kind);
  try {
    if (gate === undefined) throw new Error(`there is no gate of kind ${kind}`);
    // The settings were checked against the gate's own schema when promotion.yaml was read.
    return await gate.evaluate(context, settings as never);
  } catch (error) {
    return {
      outcome: 'error',
      because: `The gate could not tell: ${describeError(error).replace(/[.\s]+$/, '')}.`,
      remedy:
        'Repair what it asks, then run this stage again; a gate that cannot tell does not pass.',
    };
  }
}
