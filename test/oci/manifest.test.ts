import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../engine/failures.ts';
import { formatPlatform } from '../../engine/oci/descriptor.ts';
import { digestOf } from '../../engine/oci/digest.ts';
import { contentsOf, MANIFEST_LIMIT_BYTES, parseManifest } from '../../engine/oci/manifest.ts';
import {
  bareMediaType,
  DOCKER_LIST,
  DOCKER_MANIFEST,
  OCI_INDEX,
  OCI_MANIFEST,
} from '../../engine/oci/media-types.ts';
import { buildArtifact } from '../support/images/build-artifact.ts';
import { buildImage } from '../support/images/build-image.ts';

const LAYER = { mediaType: 'application/x', digest: `sha256:${'1'.repeat(64)}`, size: 3 };
const IMAGE = { schemaVersion: 2, config: LAYER, layers: [LAYER] };
const INDEX = { schemaVersion: 2, manifests: [LAYER] };
const read = (value: unknown, contentType = '') => {
  const bytes = Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
  return parseManifest(bytes, contentType, digestOf(bytes));
};
const refusal = (why: string) =>
  expect.objectContaining({
    code: 'INVALID_MANIFEST',
    kind: 'content',
    message: expect.stringContaining(why),
  });

describe('a manifest', () => {
  it.each([
    ['oci', ['linux/amd64'], OCI_MANIFEST],
    ['docker', ['linux/amd64'], DOCKER_MANIFEST],
    ['oci', ['linux/amd64', 'linux/arm/v7'], OCI_INDEX],
    ['docker', ['linux/amd64', 'linux/arm/v7'], DOCKER_LIST],
  ] as const)('is read in all four types: %s %j', (format, platforms, mediaType) => {
    const { root } = buildImage({ format, platforms });

    const manifest = parseManifest(root.bytes, mediaType, root.digest);

    expect(manifest.descriptor).toEqual({
      mediaType,
      digest: root.digest,
      size: root.bytes.length,
    });
    expect(manifest.bytes).toBe(root.bytes);
    expect(manifest.isIndex).toBe(platforms.length > 1);
  });

  it('of an index names its platforms', () => {
    const { root } = buildImage({ platforms: ['linux/amd64', 'linux/arm/v7'] });

    const platforms = contentsOf(parseManifest(root.bytes, OCI_INDEX, root.digest)).map(
      ({ platform }) => platform && formatPlatform(platform),
    );

    expect(platforms).toEqual(['linux/amd64', 'linux/arm/v7']);
  });

  it('of an artifact tells its type and subject', () => {
    const subject = buildImage().root.descriptor;
    const { root } = buildArtifact({ artifactType: 'application/spdx', content: 'x', subject });

    const manifest = parseManifest(root.bytes, OCI_MANIFEST, root.digest);

    expect(manifest.artifactType).toBe('application/spdx');
    expect(manifest.subjectDescriptor).toEqual(subject);
  });

  it.each([
    [IMAGE, 'application/json', OCI_MANIFEST],
    [INDEX, '', OCI_INDEX],
    [IMAGE, DOCKER_MANIFEST, DOCKER_MANIFEST],
    [{ ...INDEX, mediaType: DOCKER_LIST }, 'text/plain', DOCKER_LIST],
    [{ ...IMAGE, subject: null }, '', OCI_MANIFEST],
  ])(
    'whose type is not said has the one that its members and the registry tell (%#)',
    (json, contentType, type) => {
      expect(read(json, contentType).descriptor.mediaType).toBe(type);
    },
  );

  it.each([
    [{ ...IMAGE, manifests: [LAYER] }, '', 'both `manifests` and `layers` or `config`'],
    [{ ...INDEX, config: LAYER }, OCI_INDEX, 'both `manifests` and `layers` or `config`'],
    [
      { ...IMAGE, Layers: [] },
      '',
      'it has a member `Layers`, which some readers take for `layers`',
    ],
    [{ ...IMAGE, mediaType: OCI_INDEX }, '', 'does not fit its members'],
    [{ ...INDEX, mediaType: OCI_MANIFEST }, '', 'does not fit its members'],
    [{ ...INDEX, mediaType: OCI_INDEX }, OCI_MANIFEST, 'but was announced as'],
    [INDEX, OCI_MANIFEST, 'does not fit its members'],
    [{ ...IMAGE, mediaType: 7 }, '', 'its mediaType is not a string'],
  ])('that could be read as two things is refused (%#)', (json, contentType, why) => {
    expect(() => read(json, contentType)).toThrow(refusal(why));
  });

  it.each([
    ['', 'not a JSON object in UTF-8'],
    ['[]', 'not a JSON object'],
    ['null', 'not a JSON object'],
    ['<html>', 'not a JSON object'],
    ['{"schemaVersion":2,"layers":[],"layers":[]}', 'it names a member twice'],
    [{ schemaVersion: 1, fsLayers: [] }, 'its schemaVersion is 1, not 2'],
    [{ ...IMAGE, schemaVersion: '2' }, 'its schemaVersion is something else, not 2'],
    [{ schemaVersion: 2 }, 'neither `manifests` nor `config`'],
    [{ ...IMAGE, config: 'x' }, 'its `config` is not an object'],
    [{ ...IMAGE, layers: {} }, 'its `layers` is not a list'],
    [{ ...IMAGE, layers: [null] }, 'its `layers[0]` is not an object'],
    [{ ...IMAGE, config: { ...LAYER, digest: 'sha256:../x' } }, '`config.digest` is not a sha256'],
    [{ ...IMAGE, config: { ...LAYER, size: -1 } }, '`config.size` is not a number of bytes'],
    [{ ...IMAGE, config: { ...LAYER, size: 2 ** 60 } }, '`config.size` is not'],
    [{ ...IMAGE, config: { ...LAYER, mediaType: 1 } }, '`config.mediaType` is not a string'],
    [{ ...IMAGE, annotations: { a: 1 } }, 'an annotation is not a string'],
    [{ ...IMAGE, annotations: [] }, 'its annotations are not an object'],
    [{ ...INDEX, manifests: Array(2_001).fill(LAYER) }, 'has 2001 entries; the limit is 2000'],
    [{ ...IMAGE, subject: {} }, '`subject.mediaType` is not a string'],
  ])('that is none is refused, and the reason said (%#)', (value, why) => {
    expect(() => read(value)).toThrow(refusal(why));
  });

  it('that is not UTF-8 is refused', () => {
    const bytes = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff]), Buffer.from('"}')]);

    expect(() => parseManifest(bytes, '', digestOf(bytes))).toThrow(refusal('in UTF-8'));
  });

  it('of 4 MiB is read, and a byte more is refused', () => {
    const [atLimit, above] = [0, 1].map(
      (more) => buildImage({ manifestBytes: MANIFEST_LIMIT_BYTES + more }).root,
    ) as [ReturnType<typeof buildImage>['root'], ReturnType<typeof buildImage>['root']];

    expect(parseManifest(atLimit.bytes, '', atLimit.digest).descriptor.size).toBe(4_194_304);
    expect(() => parseManifest(above.bytes, '', above.digest)).toThrow(refusal('the limit is'));
  });

  it('keeps annotations with the names of JavaScript as they are', () => {
    const { annotations } = read(
      '{"schemaVersion":2,"manifests":[],"annotations":{"__proto__":"x"}}',
    );

    expect(Object.entries(annotations)).toEqual([['__proto__', 'x']]);
  });

  it('is read, or refused by a Failure of one line, whatever the JSON', () => {
    const member = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom(LAYER, [LAYER], 2, OCI_INDEX, OCI_MANIFEST),
    );
    const json = fc.record(
      {
        schemaVersion: fc.oneof({ weight: 5, arbitrary: fc.constant(2) }, member),
        mediaType: member,
        config: member,
        layers: member,
        manifests: member,
        subject: member,
        annotations: member,
        artifactType: member,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(
        fc.oneof(json, fc.jsonValue()),
        fc.constantFrom('', OCI_INDEX, OCI_MANIFEST),
        (value, type) => {
          expect(isReadOrRefused(JSON.stringify(value), type)).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each([
    '{"schemaVersion":'.concat('['.repeat(1_000_000), ']'.repeat(1_000_000), '}'),
    '['.repeat(4_000_000),
    JSON.stringify({ ...IMAGE, mediaType: '\u001b'.repeat(500_000) }),
    JSON.stringify({ ...IMAGE, schemaVersion: 'x'.repeat(3_000_000) }),
    JSON.stringify({ ...INDEX, manifests: Array(60_000).fill({}) }),
  ])('made to hurt is refused in a short sentence (%#)', (text) => {
    expect(isReadOrRefused(text, '')).toBe(true);
  });
});

describe('a media type', () => {
  it.each([
    [undefined, ''],
    ['', ''],
    ['Application/JSON; charset=utf-8', 'application/json'],
    [` ${OCI_INDEX} ;q=1`, OCI_INDEX],
  ])('of %j is %j without its parameters', (contentType, bare) => {
    expect(bareMediaType(contentType)).toBe(bare);
  });
});

function isReadOrRefused(text: string, contentType: string): boolean {
  try {
    read(text, contentType);
    return true;
  } catch (error) {
    return error instanceof Failure && /^[^\p{Cc}]{1,900}$/u.test(error.message);
  }
}
