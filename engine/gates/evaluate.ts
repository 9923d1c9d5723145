import { describeError, Failure } from '../failures.ts';
import { durationInWords, startLimit } from '../time-limit.ts';
import type { Gate, GateContext, GateOutcome } from './gate.ts';

/** `warn` reports what was found and refuses nothing. */
export type GateMode = 'refuse' | 'warn';

/** A gate as the policy names it. */
export interface GateRequest {
  readonly kind: string;
  /** Tells two gates of a kind apart. */
  readonly name?: string;
  readonly mode: GateMode;
  readonly timeoutMs: number;
  /** Those of its kind alone. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** A gate's outcome under its name. */
export type GateFinding = GateOutcome & {
  readonly kind: string;
  readonly name?: string;
  readonly mode: GateMode;
  /** Somebody put the promotion through although this gate did not pass. */
  readonly forced?: { readonly by: string; readonly reason: string };
};

/** Asks every gate, side by side, so that people see all reasons at once. A gate that throws has outcome `error`. */
export function evaluateGates(
  known: readonly Gate<never>[],
  requests: readonly GateRequest[],
  context: GateContext,
): Promise<readonly GateFinding[]> {
  return Promise.all(
    requests.map(async (request) => ({
      kind: request.kind,
      ...(request.name !== undefined && { name: request.name }),
      mode: request.mode,
      ...(await evaluateOne(known, request, context)),
    })),
  );
}

/** Whether this gate alone is reason enough to refuse the promotion. */
export function isRefusing({ outcome, mode, forced }: GateFinding): boolean {
  return outcome !== 'pass' && mode !== 'warn' && forced === undefined;
}

/** `freeze`, or `freeze (christmas)` of one that has a name. */
export function labelOfGate({ kind, name }: { readonly kind: string; readonly name?: string }) {
  return name === undefined ? kind : `${kind} (${name})`;
}

async function evaluateOne(
  known: readonly Gate<never>[],
  { kind, settings, timeoutMs }: GateRequest,
  context: GateContext,
): Promise<GateOutcome> {
  const gate = known.find((candidate) => candidate.kind === kind);
  const limit = startLimit(timeoutMs, 'the gate did not answer');
  try {
    if (gate === undefined) throw new Error(`there is no gate of kind ${kind}`);
    const signal = AbortSignal.any([context.signal, limit.signal]);
    // The settings were checked against the gate's own schema when promotion.yaml was read.
    const answer = gate.evaluate({ ...context, signal }, settings as never);
    return await Promise.race([answer, limit.ended]);
  } catch (error) {
    // Some gates take the end of the signal for a failure of the server that they ask.
    if (limit.signal.aborted) return unanswered(timeoutMs);
    return {
      outcome: 'error',
      because: `The gate could not tell: ${describeError(error).replace(/[.\s]+$/, '')}.`,
      remedy: error instanceof Failure ? error.remedy : REPAIR,
    };
  } finally {
    limit.stop();
  }
}

const REPAIR =
  'Repair what it asks, then run this stage again; a gate that cannot tell does not pass.';

function unanswered(timeoutMs: number): GateOutcome {
  return {
    outcome: 'error',
    because: `The gate did not answer within ${durationInWords(timeoutMs)}.`,
    remedy:
      'Find out why what it asks is slow, then run this stage again; `timeout` of the gate gives it longer.',
  };
}
