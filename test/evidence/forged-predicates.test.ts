import { describe, expect, it } from 'vitest';
import { type Digest, digestOf } from '../../engine/oci/digest.ts';
import type { JsonObject } from '../../engine/oci/json.ts';
import { FULL, formOf, type Kind, SUBJECT, written } from './records.ts';

const OTHER = digestOf(Buffer.from('another image'));
const EXTENSION = (kind: Kind) => `https://promote-image.github.io/${kind}/v0.1`;

/** Reads what a form wrote with some members changed; undefined takes a member away. */
function read(kind: Kind, changes: JsonObject, subject: Digest = SUBJECT) {
  return formOf(kind).fromPredicate({ ...written(FULL[kind]), ...changes }, subject);
}

/** Changes inside the extension member. */
function extended(kind: Kind, changes: JsonObject): JsonObject {
  return { [EXTENSION(kind)]: { ...(written(FULL[kind])[EXTENSION(kind)] as object), ...changes } };
}

describe('a promotion', () => {
  const resource = 'docker://registry.example.com/shop/checkout';

  it.each<[string, JsonObject]>([
    ['has not passed', { verificationResult: 'FAILED' }],
    ['has passed in other letters', { verificationResult: 'passed' }],
    ['has no result', { verificationResult: undefined }],
    ['says FAILED among its levels', { verifiedLevels: ['SLSA_BUILD_LEVEL_3', 'FAILED'] }],
    ['says FAILED after many others', { verifiedLevels: [...Array(300).fill('x'), 'FAILED'] }],
    ['has no level', { verifiedLevels: [] }],
    ['has a level that is no text', { verifiedLevels: [3] }],
    ['has another verifier', { verifier: { id: 'https://example.com/verifier' } }],
    ['has no verifier', { verifier: undefined }],
    ['names another image', { resourceUri: `${resource}@${OTHER}` }],
    ['names another repository', { resourceUri: `docker://registry.example.com/x@${SUBJECT}` }],
    ['names a tag', { resourceUri: `${resource}:latest` }],
    ['names no image', { resourceUri: undefined }],
    ['has no policy', { policy: undefined }],
    ['has a policy without a name', { policy: { digest: { sha256: 'a'.repeat(64) } } }],
    ['has a policy without a digest', { policy: { uri: 'promotion.yaml' } }],
    ['has a policy with half a digest', { policy: { uri: 'x', digest: { sha256: 'abc' } } }],
    ['has no time', { timeVerified: undefined }],
    ['is somebody else’s summary', { [EXTENSION('promotion')]: undefined }],
    ['went elsewhere', extended('promotion', { destination: 'registry.example.com/other' })],
    ['replaced something unreadable', extended('promotion', { replaced: 'latest' })],
    ['was forced by nobody', extended('promotion', { force: { reason: 'x', gates: [] } })],
    ['was forced without gates', extended('promotion', { force: { reason: 'x', by: 'y' } })],
    ['hides that it was forced', extended('promotion', { force: 'no' })],
  ])('is not believed when it %s', (_, changes) => {
    expect(read('promotion', changes)).toBeUndefined();
  });

  it('is not believed of another image', () => {
    expect(read('promotion', {}, OTHER)).toBeUndefined();
  });
});

describe('a build', () => {
  const definition = written(FULL.build)['buildDefinition'] as JsonObject;
  const details = written(FULL.build)['runDetails'] as JsonObject;
  const external = { image: 'shop/checkout', environment: 'dev', number: '10' };

  it.each<[string, JsonObject]>([
    [
      'is of another build type',
      { buildDefinition: { ...definition, buildType: 'https://example.com/build' } },
    ],
    ['has no definition', { buildDefinition: undefined }],
    [
      'names another image',
      {
        buildDefinition: {
          ...definition,
          externalParameters: { ...external, image: 'shop/cart' },
        },
      },
    ],
    [
      'names another environment',
      {
        buildDefinition: { ...definition, externalParameters: { ...external, environment: 'qa' } },
      },
    ],
    [
      'names another number',
      { buildDefinition: { ...definition, externalParameters: { ...external, number: '11' } } },
    ],
    [
      'names another commit',
      {
        buildDefinition: {
          ...definition,
          resolvedDependencies: [{ name: 'source', digest: { gitCommit: 'a'.repeat(40) } }],
        },
      },
    ],
    ['names another page', extended('build', { url: 'https://evil.example/' })],
    ['has no builder', { runDetails: { ...details, builder: {} } }],
    ['has no time', { runDetails: { ...details, metadata: {} } }],
    ['is somebody else’s provenance', { [EXTENSION('build')]: undefined }],
  ])('is not believed when it %s', (_, changes) => {
    expect(read('build', changes)).toBeUndefined();
  });
});

describe('a test result', () => {
  const counts = { passed: 2, warned: 1, failed: 0, skipped: 4 };
  const withoutFailures = { ...extended('test-result', { counts }), failedTests: [] };

  it.each<[string, JsonObject]>([
    ['passed with failures', { result: 'PASSED' }],
    ['warned with failures', { result: 'WARNED' }],
    ['has another result', { ...withoutFailures, result: 'SKIPPED' }],
    ['has no configuration', { configuration: undefined }],
    ['names more passed tests than it counts', { passedTests: ['a', 'b', 'c'] }],
    ['names more failed tests than it counts', { failedTests: ['a', 'b'] }],
    ['counts less than nothing', extended('test-result', { counts: { passed: -1 } })],
    ['counts nothing', extended('test-result', { counts: undefined })],
    ['has no time', extended('test-result', { at: undefined })],
  ])('is not believed when it %s', (_, changes) => {
    expect(read('test-result', changes)).toBeUndefined();
  });
});

describe('a rollback', () => {
  it.each<[string, JsonObject]>([
    ['is about neither of its images', { from: OTHER, to: digestOf(Buffer.from('a third')) }],
    ['goes to nothing', { to: undefined }],
    ['leaves the image that it goes to', { from: SUBJECT, to: SUBJECT }],
    ['leaves nothing', { from: undefined }],
    ['has no reason', { reason: undefined }],
  ])('is not believed when it %s', (_, changes) => {
    expect(read('rollback', changes)).toBeUndefined();
  });

  it('is about the image that is left as well', () => {
    expect(read('rollback', { from: SUBJECT, to: OTHER })).toMatchObject({
      from: SUBJECT,
      to: OTHER,
    });
  });
});

describe('a member that decides something', () => {
  it.each<[Kind, JsonObject]>([
    ['verdict', { until: 'soon' }],
    ['verdict', { until: '2026-12-24T18:00:00' }],
    ['approval', { until: 7 }],
    ['approval', { plan: 7 }],
    ['approval', { plan: '' }],
    ['hold', { until: '' }],
    ['hold', { environment: ['uat'] }],
    ['hold', { state: 'paused' }],
    ['deployment', { state: 'ok' }],
    ['deployment', { replaced: 'latest' }],
    ['deployment', { target: { kind: 'swarm' } }],
  ])('is not left out when it cannot be read: %s %j', (kind, changes) => {
    expect(read(kind, changes)).toBeUndefined();
  });

  it('may be absent, or null', () => {
    expect(read('verdict', { until: null })).not.toHaveProperty('until');
    expect(read('hold', { until: null, environment: undefined })).not.toHaveProperty('environment');
  });
});
