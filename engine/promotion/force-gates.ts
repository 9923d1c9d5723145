import type { ForcePolicy } from '../config/configuration.ts';
import { nearestName } from '../config/nearest-name.ts';
import { Failure } from '../failures.ts';
import { type GateFinding, labelOfGate } from '../gates/evaluate.ts';
import { isAmong } from '../gates/people.ts';

/** Rules that hold without a gate, and that can be forced as one. */
const RULES: readonly string[] = ['rolled-back'];

/** What somebody takes on: these gates, by kind or name, for this reason. */
export interface ForceRequest {
  readonly gates: readonly string[];
  /** Jenkins user id, where one is known. */
  readonly by: string | undefined;
  readonly reason: string | undefined;
}

/** The findings, with those marked that are forced; or why nothing may be. A gate that refuses nothing is left as it is, and says so. */
export function forceGates(
  findings: readonly GateFinding[],
  { gates, by, reason = '' }: ForceRequest,
  allowed: ForcePolicy | undefined,
): readonly GateFinding[] | Failure {
  if (gates.length === 0) return findings;
  const unknown = gates.find(
    (name) => !RULES.includes(name) && !findings.some((finding) => isNamed(finding, name)),
  );
  if (unknown !== undefined) return unknownGate(unknown, findings);
  if (reason.trim() === '') return reasonMissing();
  if (by === undefined) return nobodyForces(gates);
  if (allowed === undefined) return neverForced(gates);
  if (!isAmong(by, allowed.by)) return mayNotForce(by, allowed.by);
  const forced = findings.filter((finding) => gates.some((name) => isNamed(finding, name)));
  const closed = forced.find(({ kind }) => !allowed.gates.includes(kind));
  if (closed !== undefined) return gateNotForced(labelOfGate(closed), allowed.gates);
  const rule = gates.find((name) => RULES.includes(name) && !allowed.gates.includes(name));
  if (rule !== undefined) return gateNotForced(rule, allowed.gates);
  return findings.map((finding) => {
    if (!forced.includes(finding)) return finding;
    if (finding.outcome !== 'pass' && finding.mode !== 'warn') {
      return { ...finding, forced: { by, reason: reason.trim() } };
    }
    const why = finding.outcome === 'pass' ? 'it passed' : 'it only warns';
    return { ...finding, because: `${finding.because} It did not need to be forced: ${why}.` };
  });
}

function isNamed({ kind, name }: GateFinding, wanted: string): boolean {
  return kind === wanted || name === wanted;
}

const unknownGate = (wanted: string, findings: readonly GateFinding[]) => {
  const known = findings.flatMap(({ kind, name }) => (name === undefined ? [kind] : [name, kind]));
  const nearest = nearestName(wanted, known);
  const list = [...new Set(known)].slice(0, 12).join(', ');
  return new Failure(
    'UNKNOWN_GATE',
    'usage',
    `\`force\` names "${wanted.slice(0, 60)}", and no gate of this environment has that kind or name.`,
    nearest === undefined
      ? `Name one of: ${list || 'none, since it has no gates'}.`
      : `Did you mean ${nearest}?`,
  );
};

const reasonMissing = () =>
  new Failure(
    'REASON_MISSING',
    'usage',
    'Gates are to be forced, and no reason is given.',
    "Say why, for those who ask later: promoteImage(…, reason: '…').",
  );

const nobodyForces = (gates: readonly string[]) =>
  new Failure(
    'FORCED_BY_NOBODY',
    'refused',
    `${gates.join(', ')} cannot be forced: Jenkins does not say who asks for this promotion.`,
    'Start the build by hand, signed in as somebody whom the policy lets force gates.',
  );

const neverForced = (gates: readonly string[]) =>
  new Failure(
    'FORCE_NOT_ALLOWED',
    'refused',
    `${gates.join(', ')} cannot be forced: the policy lets nobody force a gate here.`,
    'Do what the gates ask for; whoever owns promotion.yaml can allow it under `force`.',
  );

const mayNotForce = (by: string, people: readonly string[]) =>
  new Failure(
    'FORCE_NOT_ALLOWED',
    'refused',
    `${by} may not force gates here.`,
    `Have one of ${people.join(', ')} start this build.`,
  );

const gateNotForced = (gate: string, kinds: readonly string[]) =>
  new Failure(
    'FORCE_NOT_ALLOWED',
    'refused',
    `Gate ${gate} cannot be forced by anybody.`,
    `The policy lets only these be forced: ${kinds.join(', ')}. Do what the gate asks for.`,
  );
