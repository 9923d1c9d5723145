import type { DeployRequest, NamedTarget } from '../../engine/deploy/run-targets.ts';
import type { DeployContext, DeployOutcome, DeployTarget } from '../../engine/deploy/target.ts';

/** A target of a test, which does what the test says. */
export function targetThat(
  kind: string,
  deploy: (context: DeployContext) => Promise<DeployOutcome>,
  more: Partial<DeployTarget<never>> = {},
): DeployTarget<never> {
  const settings = { type: 'object', description: 'A target.', properties: {} } as const;
  return {
    kind,
    settings,
    nameOf: (_, host) => `${kind} on ${host ?? 'nothing'}`,
    deploy,
    ...more,
  };
}

/** The target as a policy names it that says nothing but what `policy` says. */
export function named(
  target: DeployTarget<never>,
  policy: Partial<DeployRequest> = {},
): NamedTarget {
  const { kind } = target;
  return {
    target,
    name: `${kind} on nothing`,
    policy: { settings: {}, timeoutMs: 60_000, ...policy },
  };
}
