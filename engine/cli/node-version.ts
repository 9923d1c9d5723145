import { Failure } from '../failures.ts';

const OLDEST = [20, 18, 1] as const;

/** @throws Failure NODE_TOO_OLD below 20.18.1, where undici 7 does not load */
export function requireNode(version: string): void {
  const parts = version.split('.').map(Number);
  for (const [i, least] of OLDEST.entries()) {
    const part = parts[i] ?? 0;
    if (part > least) return;
    if (part < least) throw nodeTooOld(version);
  }
}

const nodeTooOld = (version: string) =>
  new Failure(
    'NODE_TOO_OLD',
    'configuration',
    `promote-image needs Node ${OLDEST.join('.')} or newer, and this is Node ${version}.`,
    'Install it on the agent, bring it with the NodeJS plug-in (`tools { nodejs … }`), or run the stage in a container image that has it.',
  );
