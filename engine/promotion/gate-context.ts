import type { LedgerEntry } from '../evidence/ledger.ts';
import type { VerdictRecord } from '../evidence/record.ts';
import type { ApprovalFact, GateContext, GateSources } from '../gates/gate.ts';
import type { JenkinsFacts } from '../jenkins/request.ts';
import type { Digest } from '../oci/digest.ts';
import type { Candidate } from './candidate/find-candidate.ts';
import { placementsIn } from './candidate/recorded-tag.ts';
import type { Environment } from './environments.ts';

/** What was found out of a promotion before its gates are asked. */
export interface GateFacts {
  readonly candidate: Candidate;
  readonly environment: Environment;
  readonly image: string;
  /** Records of the digest that count, in every repository that was looked at. */
  readonly entries: readonly LedgerEntry[];
  /** Latest first. */
  readonly verdicts: readonly VerdictRecord[];
  readonly now: Date;
}

/** Everything that a gate may look at. */
export function gateContext(
  { candidate, environment, image, entries, verdicts, now }: GateFacts,
  sources: GateSources,
  { buildNumber, jobName, buildUrl, result, requester }: JenkinsFacts,
  change: string | undefined,
): GateContext {
  const { from, manifest, ledger, build } = candidate;
  return {
    image,
    environment: environment.name,
    from: from.name,
    digest: manifest.descriptor.digest,
    verdicts,
    approvals: approvalsIn(entries, manifest.descriptor.digest, environment.name),
    placements: placementsIn(ledger),
    build: {
      committers: build?.committers ?? [],
      ...some('number', build?.number),
      ...some('job', build?.job),
      ...some('url', build?.url),
      ...some('commit', build?.commit),
      ...some('version', build?.version),
    },
    requestedIn: {
      ...some('number', buildNumber),
      ...some('job', jobName),
      ...some('url', buildUrl),
      ...some('result', result),
    },
    ...some('requester', requester),
    ...some('change', change),
    now,
    sources,
    signal: new AbortController().signal,
  };
}

/** An approval of one plan says nothing of another promotion. */
function approvalsIn(
  entries: readonly LedgerEntry[],
  digest: Digest,
  environment: string,
): readonly ApprovalFact[] {
  return entries
    .filter((entry) => entry.digest === digest)
    .map(({ record }) => record)
    .filter((record) => record.kind === 'approval')
    .filter((record) => record.environment === environment && record.plan === undefined)
    .sort((a, b) => b.at.getTime() - a.at.getTime());
}

/** `{name: value}` where there is one, for optional members. */
function some<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { readonly [key in Name]?: Value } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [key in Name]?: Value });
}
