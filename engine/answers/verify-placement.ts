import type { LedgerEntry } from '../evidence/ledger.ts';
import { type Digest, shortDigest } from '../oci/digest.ts';
import { movedSentence } from '../promotion/candidate/recorded-tag.ts';
import { formatTime } from '../promotion/format.ts';
import { formatTimeAgo } from './time.ts';
import { type Finding, fail, note, pass, type VerificationFacts } from './verify-facts.ts';
import {
  isBuild,
  isPromotion,
  isRollback,
  latestPromotion,
  placementOf,
  uselessRecords,
} from './verify-records.ts';

/** The digest is here. */
export function verifyImage({ isThere, repository, digest }: VerificationFacts): Finding {
  if (isThere) return pass('image', 'It is there.');
  return fail(
    'image',
    `${repository} does not have ${digest} (HTTP 404).`,
    'Check the digest; if it was there, look for a clean-up, and promote it again.',
  );
}

/** Tags are where the records put them. */
export function verifyTags(facts: VerificationFacts): readonly Finding[] {
  const { tags, digest, repository } = facts;
  return tags.map(({ name, isAskedFor, now }) => {
    const recorded = facts.journal.entries.find(
      (entry) =>
        isPlaced(facts, entry) && 'tags' in entry.record && entry.record.tags.includes(name),
    );
    const meant = recorded && placedDigest(recorded);
    if (recorded !== undefined && meant !== undefined && meant !== now && meant !== digest) {
      const because = movedSentence(repository, name, now, { ...recorded, digest: meant });
      return fail('tag', because, PUT_BACK);
    }
    if (now !== digest) {
      const where = now === undefined ? 'is not there' : `is at ${now}`;
      return fail('tag', `Tag ${name} of ${repository} ${where}, and not at ${digest}.`, PUT_BACK);
    }
    if (isAskedFor && !tagsGiven(facts).includes(name)) {
      return fail(
        'tag',
        `No record says that ${shortDigest(digest)} was put under tag ${name} of ${repository}.`,
        'Find out who pushed it there; a tag set by hand is not believed.',
      );
    }
    return pass('tag', `Tag ${name} is at this image.`);
  });
}

const PUT_BACK =
  'Find out who moved it, and have the image promoted or rolled back by its step: a tag set by hand is not believed.';

/** A record that counts says that the digest was put here. */
export function verifyRecord(facts: VerificationFacts): readonly Finding[] {
  const { environment, repository, digest, ledger } = facts;
  const placement = placementOf(facts);
  if (placement !== undefined) {
    const { record, signers } = placement;
    const from = record.kind === 'promotion' ? `Promoted from ${record.from}` : 'Built';
    const who = record.requestedBy === undefined ? '' : `, asked for by ${record.requestedBy}`;
    const signed = signers.length > 0 ? `signed by ${signers.join(', ')}` : 'signed by nobody';
    return [pass('record', `${from} on ${formatTimeAgo(record.at, facts.now)}${who}; ${signed}.`)];
  }
  const elsewhere = ledger.entries
    .filter(isPromotion)
    .filter(({ record }) => record.environment === environment)
    .map(({ record }) => record.destination);
  const others = new Set(
    ledger.entries
      .filter((one) => isBuild(one) || isPromotion(one))
      .map(({ record }) => record.environment),
  );
  const because =
    elsewhere.length > 0
      ? `The record of its promotion into ${environment} is about ${[...new Set(elsewhere)].join(', ')}, and holds for no other repository, such as ${repository}.`
      : `No record that counts says that ${shortDigest(digest)} was put into ${environment} at ${repository}${others.size === 0 ? '' : `, only into ${[...others].join(', ')}`}.`;
  const isFirst = facts.environments.get(environment)?.policy.from.length === 0;
  return [
    fail(
      'record',
      because,
      isFirst
        ? 'Build and record it with recordImage; what was pushed by hand is not believed.'
        : `Promote it with promoteImage(env: '${environment}', …); what was pushed by hand is not believed.`,
    ),
    ...uselessRecords(facts, 'record', isFirst ? 'build' : 'promotion', environment),
  ];
}

/** The environment did not go back to another image since, which ends all promotions before. */
export function verifyRollbacks(facts: VerificationFacts): readonly Finding[] {
  const { environment, repository, digest, journal, ledger } = facts;
  const placement = placementOf(facts);
  if (placement === undefined) return [];
  const rollbacks = [...journal.entries, ...ledger.entries]
    .filter(isRollback)
    .filter(
      ({ record }) => record.environment === environment && record.destination === repository,
    );
  const placed = placement.record.at.getTime();
  const returned = rollbacks
    .filter(({ record }) => record.to === digest)
    .map(({ record }) => record.at.getTime())
    .filter((time) => time > placed);
  const since = Math.max(placed, ...returned);
  const left = rollbacks.find(({ record }) => record.to !== digest && record.at.getTime() > since);
  if (left !== undefined) {
    const { to, by, at, reason } = left.record;
    return [
      fail(
        'rollback',
        `Since it was put into ${environment}, ${environment} went back to ${shortDigest(to)} on ${formatTime(at)}, by ${by}: ${reason.replace(/[.\s]+$/, '')}. What was promoted before that does not count any more.`,
        'Deploy what the environment went back to, or promote this image again.',
      ),
    ];
  }
  const newer = journal.entries.find(
    (entry) =>
      isPromotion(entry) &&
      entry.digest !== digest &&
      entry.record.destination === repository &&
      entry.record.at.getTime() > since,
  );
  return [
    pass(
      'rollback',
      `No rollback since then${returned.length > 0 ? ', but one to this image' : ''}.`,
    ),
    ...(newer === undefined
      ? []
      : [
          note(
            'rollback',
            `It is not the newest: ${shortDigest(newer.digest)} was promoted after it, on ${formatTime(newer.record.at)}.`,
          ),
        ]),
  ];
}

/** The policy that decided is the one of the file. */
export function verifyPolicy(facts: VerificationFacts): readonly Finding[] {
  const { environment, repository, policy } = facts;
  const decided = latestPromotion(facts, environment, [repository])?.record.policy;
  if (decided === undefined) return [];
  if (decided.digest === policy.digest) {
    return [
      pass(
        'policy',
        `It was let in under this very ${policy.file} (${shortDigest(policy.digest)}).`,
      ),
    ];
  }
  const because = `It was let into ${environment} under another policy, ${decided.uri} ${shortDigest(decided.digest)}; that of ${policy.file} is ${shortDigest(policy.digest)}.`;
  if (!policy.mustBeSame) return [note('policy', because)];
  return [
    fail(
      'policy',
      because,
      "Promote it again under today's policy; or, where an older one is good enough, ask with `decidedBy: 'any'`: the record is then held against this file.",
    ),
  ];
}

/** True for a record that something was put here, whatever the digest. */
function isPlaced({ environment, repository }: VerificationFacts, { record }: LedgerEntry) {
  if (record.kind === 'build') return record.environment === environment;
  if (record.kind !== 'promotion' && record.kind !== 'rollback') return false;
  return record.environment === environment && record.destination === repository;
}

/** A rollback is written about both images; the one that it goes back to is there afterwards. */
function placedDigest({ record, digest }: LedgerEntry): Digest {
  return record.kind === 'rollback' ? record.to : digest;
}

/** Every tag that records give the digest here. */
function tagsGiven(facts: VerificationFacts): readonly string[] {
  return [...facts.ledger.entries, ...facts.journal.entries]
    .filter((entry) => placedDigest(entry) === facts.digest && isPlaced(facts, entry))
    .flatMap(({ record }) => ('tags' in record ? record.tags : []));
}
