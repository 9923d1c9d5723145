import { shortDigest } from '../oci/digest.ts';
import { count } from '../promotion/format.ts';
import { indented } from './text-block.ts';
import type { Finding, VerificationFacts } from './verify-facts.ts';

/** The findings about one repository. */
export interface Verified {
  readonly repository: string;
  readonly findings: readonly Finding[];
}

/** What every answer is about. */
export type VerifiedImage = Pick<VerificationFacts, 'image' | 'environment' | 'digest' | 'policy'>;

const MARKS = { pass: 'ok  ', note: 'note', fail: 'FAIL' } as const;

/** Each check in a sentence, for each repository. */
export function describeVerification(
  { image, environment, digest }: VerifiedImage,
  verified: readonly Verified[],
): string {
  return [
    `${image} in ${environment}`,
    `  ${digest}`,
    ...verified.flatMap(({ repository, findings }) => [
      ...indented(2, repository),
      ...findings.flatMap(({ check, outcome, because }) =>
        indented(4, because, `${MARKS[outcome]}  ${check.padEnd(8)}  `),
      ),
    ]),
    ...(isVerified(verified) ? indented(0, summaryOf(verified)) : []),
  ].join('\n');
}

function summaryOf(verified: readonly Verified[]): string {
  const places = verified.length === 1 ? '' : ` in ${count(verified.length, 'repository')}`;
  return `Verified${places.replace('repositorys', 'repositories')}: it came here by the path that the policy asks for.`;
}

/** Every reason against it, each with what to do. */
export function describeObjections(
  { image, environment, digest }: VerifiedImage,
  verified: readonly Verified[],
): string {
  const reasons = verified.flatMap(({ repository, findings }) =>
    findings.flatMap((finding) => {
      if (finding.outcome !== 'fail') return [];
      const where = verified.length === 1 ? '' : `${repository}: `;
      return [{ because: `${where}${finding.because}`, remedy: finding.remedy }];
    }),
  );
  const distinct = [...new Map(reasons.map((reason) => [reason.because, reason])).values()];
  return [
    `${image} ${shortDigest(digest)} is not verified in ${environment}, for ${count(distinct.length, 'reason')}:`,
    ...distinct.flatMap(({ because, remedy }) => [`- ${because}`, `  ${remedy}`]),
  ].join('\n');
}

export function isVerified(verified: readonly Verified[]): boolean {
  return verified.every(({ findings }) => findings.every(({ outcome }) => outcome !== 'fail'));
}

export function verificationJson(
  { image, environment, digest, policy }: VerifiedImage,
  verified: readonly Verified[],
  at: Date,
) {
  return {
    version: 1,
    at: at.toISOString(),
    isVerified: isVerified(verified),
    image,
    environment,
    digest,
    policy: { uri: policy.file, digest: policy.digest },
    repositories: verified,
  };
}
