import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../engine/failures.ts';
import { digestOf } from '../../engine/oci/digest.ts';
import { parseImageConfig } from '../../engine/oci/image-config.ts';

/** As docker wrote it in 2016 and BuildKit writes it today, shortened. */
const WHOLE = {
  architecture: 'arm',
  variant: 'v7',
  os: 'linux',
  config: {
    Hostname: '',
    User: 'app:app',
    ExposedPorts: { '8080/tcp': {}, '9090/udp': {} },
    Env: ['PATH=/usr/bin', 'TZ=UTC'],
    Entrypoint: ['/srv/app'],
    Cmd: ['--port', '8080'],
    WorkingDir: '/srv',
    Labels: { maintainer: 'carol' },
    OnBuild: null,
  },
  container: 'e6d6',
  container_config: { User: 'root', Labels: {} },
  created: '2026-11-20T10:00:00.123456789Z',
  docker_version: '1.12.6',
  history: [{ created: '2026-11-20T10:00:00Z', created_by: 'COPY . /srv', empty_layer: true }],
  rootfs: { type: 'layers', diff_ids: [`sha256:${'1'.repeat(64)}`] },
};
const MACHINE = { os: 'linux', architecture: 'amd64' };

function read(value: unknown) {
  const bytes = Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
  return parseImageConfig(bytes, digestOf(bytes));
}

const refusal = (why: string) =>
  expect.objectContaining({
    code: 'INVALID_CONFIG',
    kind: 'content',
    message: expect.stringContaining(why),
  });

describe('the config of an image', () => {
  it('is read', () => {
    expect(read(WHOLE)).toEqual({
      platform: { os: 'linux', architecture: 'arm', variant: 'v7' },
      created: new Date('2026-11-20T10:00:00.123Z'),
      user: 'app:app',
      labels: { maintainer: 'carol' },
      exposedPorts: ['8080/tcp', '9090/udp'],
      env: ['PATH=/usr/bin', 'TZ=UTC'],
      entrypoint: ['/srv/app'],
      command: ['--port', '8080'],
      workingDir: '/srv',
      diffIds: [`sha256:${'1'.repeat(64)}`],
    });
  });

  it.each([
    MACHINE,
    { ...MACHINE, config: {}, rootfs: {} },
    { ...MACHINE, variant: '', created: null, config: null, rootfs: null },
    { ...MACHINE, config: { User: null, Labels: null, ExposedPorts: null, Env: null, Cmd: null } },
  ])('that says little is empty (%#)', (value) => {
    expect(read(value)).toEqual({
      platform: MACHINE,
      user: '',
      labels: {},
      exposedPorts: [],
      env: [],
      entrypoint: [],
      command: [],
      workingDir: '',
      diffIds: [],
    });
  });

  it.each(['', 'yesterday', '2026-13-01T00:00:00Z', '2026', '2026-11-20T10:00:00', ' 2026-11-20'])(
    'has no time of creation where %j stands for one',
    (created) => {
      expect(read({ ...MACHINE, created }).created).toBeUndefined();
    },
  );

  it.each([{}, { os: 'linux' }, { architecture: 'amd64' }, { os: '', architecture: '' }])(
    'has no platform where %j is all that it says of it',
    (value) => {
      expect(read(value).platform).toBeUndefined();
    },
  );

  it.each([
    ['', 'not a JSON object'],
    ['[]', 'not a JSON object'],
    ['null', 'not a JSON object'],
    [{ os: 7 }, '`os` is not a string'],
    [{ created: 1_700_000_000 }, '`created` is not a string'],
    [{ config: [] }, '`config` is not an object'],
    [{ config: { User: 0 } }, '`config.User` is not a string'],
    [{ config: { Labels: { a: 1 } } }, 'a value of its `config.Labels` is not a string'],
    [{ config: { ExposedPorts: ['80/tcp'] } }, '`config.ExposedPorts` is not an object'],
    [{ config: { Env: 'A=1' } }, '`config.Env` is not a list of strings'],
    [{ config: { Cmd: [1] } }, '`config.Cmd` is not a list of strings'],
    [{ rootfs: { diff_ids: {} } }, '`rootfs.diff_ids` is not a list of strings'],
  ])('that is none is refused, and the reason said (%#)', (value, why) => {
    expect(() => read(value)).toThrow(refusal(why));
  });

  it.each([
    [{ config: { User: 'app', user: '' } }, '`config.user`, which some read as `config.User`'],
    [{ config: { u\u017fer: 'root' } }, 'which some read as `config.User`'],
    [{ config: {}, Config: {} }, '`Config`, which some read as `config`'],
    [{ rootfs: { Diff_IDs: [] } }, 'which some read as `rootfs.diff_ids`'],
    ['{"config":{"ExposedPorts":{"22/tcp":{}}},"config":{}}', 'names a member twice'],
    ['{"config":{"User":"app","\\u0055ser":""}}', 'names a member twice'],
  ])('that engines would read otherwise is refused (%#)', (value, why) => {
    expect(() => read(value)).toThrow(refusal(why));
  });

  it('may have labels that differ in case only', () => {
    expect(read({ config: { Labels: { User: 'a', user: 'b' } } }).labels).toEqual({
      User: 'a',
      user: 'b',
    });
  });

  it('keeps labels with the names of JavaScript as they are', () => {
    const { labels } = read('{"config":{"Labels":{"__proto__":"x"}}}');

    expect(Object.entries(labels)).toEqual([['__proto__', 'x']]);
  });

  it('of 8 MiB is read, and a byte more is refused', () => {
    const ofSize = (size: number) => `{"os":"${'x'.repeat(size - 9)}"}`;

    expect(read(ofSize(8 * 1024 * 1024)).user).toBe('');
    expect(() => read(ofSize(8 * 1024 * 1024 + 1))).toThrow(refusal('too large'));
  });

  it('is read, or refused by a Failure of one line, whatever the JSON', () => {
    const member = fc.oneof(fc.jsonValue(), fc.constantFrom('x', ['x'], { x: 'y' }, {}));
    const config = fc.record(
      { User: member, Labels: member, ExposedPorts: member, Env: member, Cmd: member },
      { requiredKeys: [] },
    );
    const json = fc.record(
      { os: member, created: member, config: fc.oneof(config, member), rootfs: member },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(json, fc.jsonValue()), (value) => {
        expect(isReadOrRefused(JSON.stringify(value))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

function isReadOrRefused(text: string): boolean {
  try {
    read(text);
    return true;
  } catch (error) {
    return error instanceof Failure && /^[^\p{Cc}]{1,600}$/u.test(error.message);
  }
}
