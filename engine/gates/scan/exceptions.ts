import type { Finding } from './report-format.ts';

/** A vulnerability that somebody answers for, until a day. */
export interface Exception {
  readonly id: string;
  readonly package?: string;
  readonly owner: string;
  /** The last day on which it counts, in UTC. */
  readonly until: string;
  readonly reason: string;
}

const text = (description: string) => ({
  type: 'string',
  pattern: '\\S',
  patternErrorMessage: 'must not be empty',
  description,
});

export const EXCEPTIONS = {
  type: 'array',
  maxItems: 1_000,
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['id', 'owner', 'until', 'reason'],
    properties: {
      id: text('The vulnerability, for example CVE-2024-0727.'),
      package: text('The package that it is accepted in; any unless said.'),
      owner: text('Who answers for it.'),
      until: {
        type: 'string',
        pattern: '^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$',
        patternErrorMessage: 'must be a day, for example 2026-12-31',
        description: 'The last day on which the exception counts, in UTC.',
      },
      reason: text('Why it is accepted.'),
    },
  },
};

/** The exception for a finding, one that still counts before one that does not. */
export function findException(
  exceptions: readonly Exception[],
  finding: Finding,
  now: Date,
): { readonly exception: Exception; readonly isExpired: boolean } | undefined {
  const fitting = exceptions.filter(
    (one) =>
      isOf(finding, one.id) && (one.package === undefined || one.package === finding.package),
  );
  const today = now.toISOString().slice(0, 10);
  const valid = fitting.find(({ until }) => until >= today);
  const exception = valid ?? fitting[0];
  return exception && { exception, isExpired: valid === undefined };
}

/** Whether a finding is known by that name. */
export function isOf({ id, alias }: Finding, name: string): boolean {
  const wanted = name.toLowerCase();
  return id.toLowerCase() === wanted || alias?.toLowerCase() === wanted;
}
