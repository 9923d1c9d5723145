import { expect } from 'vitest';
import { parseConfiguration } from '../../engine/config/parse-configuration.ts';
import { Failure } from '../../engine/failures.ts';

export const VALID = `image: shop/checkout
registries:
  nexus-dev: { url: 'https://nexus.example.com:8082', credentials: nexus-dev }
  nexus-prod: { url: 'https://nexus.example.com', prefix: docker-prod, credentials: nexus-prod }
environments:
  dev:
    repository: nexus-dev/{image}
    tags: ['{build}']
  qa:
    from: dev
    repository: nexus-dev/{image}-qa
    tags: ['{build}', latest-qa]
    gates:
      - kind: build-result
  uat:
    from: qa
    repository: nexus-prod/{image}
    tags: ['{build}-uat']
    gates:
      - kind: verdict
        is: accepted
    approval: { submitters: [uat-leads], notBy: [requester], timeout: 24h }
`;

export function parse(text: string) {
  return parseConfiguration({ file: 'promotion.yaml', bytes: Buffer.from(text, 'utf8') });
}

/** The valid file with one text in the place of another. */
export function changed(from: string, to: string): string {
  expect(VALID).toContain(from);
  return VALID.replace(from, () => to);
}

/** What is said about a file that is refused. */
export function refusalOf(text: string | Uint8Array): string {
  return failureOf(text).message;
}

export function failureOf(text: string | Uint8Array): Failure {
  try {
    parseConfiguration({ file: 'promotion.yaml', bytes: Buffer.from(text) });
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  return expect.fail('The file was accepted.');
}

/** The only problem, without the name of the file. */
export function problemIn(text: string): string {
  const lines = refusalOf(text).split('\n');

  expect(lines[0]).toBe('promotion.yaml has a problem:');
  return (lines[1] ?? '').trim();
}
