import type { FaultPlan } from '../support/proxy/fault-plan.ts';
import { startProxy } from '../support/proxy/proxy.ts';
import type { Target } from '../support/registry/start-registry.ts';
import { copyAndTag, open } from './copying.ts';

export interface Ends {
  readonly from: Target;
  readonly to: Target;
}

export interface FaultyEnds {
  readonly source?: FaultPlan;
  readonly destination?: FaultPlan;
}

/** Copies and tags through a proxy at each end, which misbehave as planned. */
export async function copyThrough(
  { from, to }: Ends,
  plans: FaultyEnds,
  digest: string,
): Promise<void> {
  const start = (target: Target, faults: FaultPlan | undefined) =>
    startProxy({ target: target.url, ...(faults && { faults }) });
  const near = await start(from, plans.source);
  const far = await start(to, plans.destination);
  try {
    const source = open({ ...from, url: near.url });
    const destination = open({ ...to, url: far.url });
    await copyAndTag({ source, destination, digest }, 'done');
  } finally {
    await near.close();
    await far.close();
  }
}
