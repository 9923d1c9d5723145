import type { Answer, BuildOutcome } from '../support/jenkinsfile.ts';

export const REFERENCE = `registry.example.com/shop/checkout@sha256:${'1'.repeat(64)}`;
export const BOB: Answer = { user: 'bob', values: { COMMENT: 'seen' } };
export const source = (how: object) => ({ 'promotion.yaml': JSON.stringify(how) });

/** Builds on one agent, promotes outside any. */
export const OUTSIDE = `
  node { checkout scm; recordImage(metadata: 'build/image.json') }
  echo "promoted \${promoteImage(env: 'uat')}"`;
export const INSIDE = `node { checkout scm; promoteImage(env: 'uat') }`;

export const ranEngine = (build: BuildOutcome): string[] =>
  [...build.log.matchAll(/^(\w+) in .*\/(agent-\d+)\//gm)]
    .map(([, command, agent]) => `${command} on ${agent}`)
    .filter((line) => !line.startsWith('needs'));
