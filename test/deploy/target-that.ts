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
