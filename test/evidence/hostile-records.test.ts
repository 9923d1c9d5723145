import { describe, expect, it } from 'vitest';
import { readJournal, readLedger } from '../../engine/evidence/ledger.ts';
import { journalTag, recordTag } from '../../engine/evidence/record-tag.ts';
import { buildArtifact } from '../support/images/build-artifact.ts';
import { buildImage } from '../support/images/build-image.ts';
import { pushImage } from '../support/images/push-image.ts';
import { embedded, minutesAgo, NOW, subject } from './repositories.ts';

const TYPE = 'application/vnd.in-toto+json';
const OTHER = 'b'.repeat(64);
const OURS = subject.digest.slice('sha256:'.length);

interface Forged {
  readonly hex?: string;
  readonly predicateType?: string;
  readonly predicate?: unknown;
  readonly _type?: string;
}

function statement({ hex = OURS, predicateType, predicate, _type }: Forged = {}): string {
  return JSON.stringify({
    _type: _type ?? 'https://in-toto.io/Statement/v1',
    subject: [{ name: 'app', digest: { sha256: hex } }],
    predicateType: predicateType ?? 'https://promote-image.github.io/verdict/v0.1',
    predicate: predicate ?? { at: minutesAgo(1).toISOString(), by: 'mallory', is: 'accepted' },
  });
}

const verdict = (changes: object) =>
  statement({
    predicate: { at: minutesAgo(1).toISOString(), by: 'mallory', is: 'accepted', ...changes },
  });

describe('a record that somebody forged or damaged', () => {
  it.each([
    ['is about another image', statement({ hex: OTHER }), `it is not about ${subject.digest}`],
    ['is no JSON', '{"_type":', 'it is not a JSON object'],
    ['is a list', '[]', 'it is not a JSON object'],
    [
      'is no statement',
      statement({ _type: 'x' }),
      'its _type is not https://in-toto.io/Statement/v1',
    ],
    [
      'is huge',
      statement({ predicate: { x: 'x'.repeat(2 * 1024 * 1024) } }),
      /^it has \d{7} bytes$/,
    ],
    [
      'is of a type that is not ours',
      statement({ predicateType: 'https://x.example/y' }),
      'its https://x.example/y is not of our form',
    ],
    [
      'forges the log',
      statement({ predicateType: 'a\nFinished: SUCCESS\u001b[2J\u202e' }),
      'its a Finished: SUCCESS [2J is not of our form',
    ],
    ['has no predicate', statement({ predicate: 'accepted' }), 'it has no predicate'],
    [
      'knows another verdict',
      verdict({ is: 'wonderful' }),
      'its https://promote-image.github.io/verdict/v0.1 is not of our form',
    ],
    [
      'has nobody who says so',
      verdict({ by: 7 }),
      'its https://promote-image.github.io/verdict/v0.1 is not of our form',
    ],
    [
      'has no real time',
      verdict({ at: 'tomorrow' }),
      'its https://promote-image.github.io/verdict/v0.1 is not of our form',
    ],
    [
      'has a time without a zone',
      verdict({ at: '2026-11-21T11:00:00' }),
      'its https://promote-image.github.io/verdict/v0.1 is not of our form',
    ],
    [
      'comes from the future',
      verdict({ at: '2030-01-01T00:00:00Z' }),
      'its time 2030-01-01T00:00:00.000Z is still to come (a clock is wrong, or somebody made it up)',
    ],
  ])('is reported and not believed when it %s', async (_, content, why) => {
    const { registry, repository } = await embedded();
    const tag = recordTag(subject.digest, minutesAgo(1), 'verdict-accepted', '0123abcd');
    await pushImage(
      registry.target('docker-dev', 'app'),
      buildArtifact({ artifactType: TYPE, content, subject }),
      [tag],
    );

    const { entries, problems } = await readLedger(repository, subject.digest, { now: NOW });

    expect(entries).toEqual([]);
    expect(problems.map(({ label }) => label)).toEqual(['verdict-accepted']);
    const [start, end] = [`${repository.label}:${tag} is not believed: `, '.'];
    const { sentence = '' } = problems[0] ?? {};
    expect(sentence.startsWith(start) && sentence.endsWith(end)).toBe(true);
    expect(sentence.slice(start.length, -end.length)).toEqual(
      typeof why === 'string' ? why : expect.stringMatching(why),
    );
  });

  it('is reported when the tag leads to an ordinary image', async () => {
    const { registry, repository } = await embedded();
    const tag = recordTag(subject.digest, minutesAgo(1), 'build', '0123abcd');
    await pushImage(registry.target('docker-dev', 'app'), buildImage({ seed: 'x' }), [tag]);

    const { problems } = await readLedger(repository, subject.digest, { now: NOW });

    expect(problems).toEqual([
      {
        label: 'build',
        sentence: `${repository.label}:${tag} is not believed: it holds no in-toto statement.`,
      },
    ]);
  });

  it('is reported when its content is gone', async () => {
    const { registry, repository } = await embedded();
    const artifact = buildArtifact({ artifactType: TYPE, content: statement(), subject });
    const tag = recordTag(subject.digest, minutesAgo(1), 'verdict-revoked', '0123abcd');
    await pushImage(registry.target('docker-dev', 'app'), artifact, [tag]);
    for (const digest of artifact.blobs.keys()) registry.store.deleteBlob('docker-dev', digest);

    const { entries, problems } = await readLedger(repository, subject.digest, { now: NOW });

    expect(entries).toEqual([]);
    expect(problems[0]?.label).toBe('verdict-revoked');
    expect(problems[0]?.sentence).toMatch(/ is missing in \S+ \(HTTP 404\)\.$/);
  });

  it('does not stand at the head of the journal for ever', async () => {
    const { registry, repository } = await embedded();
    const at = new Date('2030-01-01T00:00:00Z');
    const content = verdict({ at: at.toISOString() });
    await pushImage(
      registry.target('docker-dev', 'app'),
      buildArtifact({ artifactType: TYPE, content }),
      [journalTag('uat', at, 'promotion', '0123abcd')],
    );

    const { entries, problems } = await readJournal(repository, 'uat', { now: NOW }, 10);

    expect(entries).toEqual([]);
    expect(problems.length).toBe(1);
  });
});

describe('a registry that fails', () => {
  it('stops the reading: a missed revocation would let a bad image pass', async () => {
    const { registry, repository } = await embedded();
    const artifact = buildArtifact({ artifactType: TYPE, content: statement(), subject });
    await pushImage(registry.target('docker-dev', 'app'), artifact, [
      recordTag(subject.digest, minutesAgo(1), 'verdict-revoked', '0123abcd'),
    ]);
    await registry.use({
      intercept: ({ route, method }) =>
        method === 'GET' && route.kind === 'blob' ? { status: 503, headers: {} } : undefined,
    });

    await expect(readLedger(repository, subject.digest, { now: NOW })).rejects.toMatchObject({
      kind: 'unavailable',
    });
  });
});
