import type { VerdictRecord } from '../evidence/record.ts';
import type { GateContext, GateSources } from '../gates/gate.ts';
import type { JenkinsFacts } from '../jenkins/request.ts';
import type { Candidate } from './candidate/find-candidate.ts';
import { placementsIn } from './candidate/recorded-tag.ts';
import type { Environment } from './environments.ts';

/** What was found out of a promotion before its gates are asked. */
export interface GateFacts {
  readonly candidate: Candidate;
  readonly environment: Environment;
  readonly image: string;
  /** Latest first. */
  readonly verdicts: readonly VerdictRecord[];
  readonly now: Date;
}

/** Everything that a gate may look at. */
export function gateContext(
  { candidate, environment, image, verdicts, now }: GateFacts,
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

/** `{name: value}` where there is one, for optional members. */
function some<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { readonly [key in Name]?: Value } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [key in Name]?: Value });
}
