import { expect } from 'vitest';
import { parseOwnedConfiguration } from '../../engine/config/parse-owned-configuration.ts';
import { Failure } from '../../engine/failures.ts';

/** The platform team's text: the way of every image of shop/, and what their files may say. */
export const POLICY = `registries:
  nexus-dev: { url: 'https://nexus.example.com:8082', credentials: nexus-dev }
  nexus-prod: { url: 'https://nexus.example.com', prefix: docker-prod, credentials: nexus-prod }
environments:
  dev:
    repository: nexus-dev/{image}
    tags: ['{build}']
  qa:
    from: dev
    repository: nexus-dev/{image}
    tags: ['{build}-qa', latest-qa]
    gates:
      - kind: build-result
  prod:
    from: qa
    repository: nexus-prod/{image}
    tags: ['{build}']
    carry: none
    gates:
      - kind: verdict
        is: accepted
      - { kind: soak-time, in: qa, for: 24h }
    approval: { submitters: [leads], notBy: [requester], atLeast: 2 }
    force: { by: [root], gates: [soak-time] }
signing: { key: records-key }
applications:
  image: shop/*
  may: { dev: [tags], qa: [tags, gates], prod: [gates] }
`;

export function parseOwned(application: string | undefined, policy = POLICY, image?: string) {
  return parseOwnedConfiguration({
    policy: Buffer.from(policy, 'utf8'),
    ...(application !== undefined && {
      application: { file: 'promotion.yaml', bytes: Buffer.from(application, 'utf8') },
    }),
    ...(image !== undefined && { image }),
    readKeyFile: (path) => expect.fail(`${path} was read.`),
  });
}

/** What is said about a file, or a policy, that is refused. */
export function ownedRefusal(application: string, policy = POLICY): string {
  try {
    parseOwned(application, policy);
  } catch (error) {
    if (error instanceof Failure) return error.message;
    throw error;
  }
  return expect.fail('Both were accepted.');
}

/** The policy with one text in the place of another. */
export function policyWith(from: string, to: string): string {
  expect(POLICY).toContain(from);
  return POLICY.replace(from, () => to);
}

/** Without the heading, which is the same for all. */
export function told(message: string): string {
  return message.replace(/^promotion\.yaml has (a problem|\d problems):\n {2}/, '');
}
