/** From the worst down; what a tool writes otherwise is unknown. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'negligible', 'unknown'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** How many findings of a severity may be there. */
export type Limits = Readonly<Partial<Record<Severity, number>>>;

/** The severity that a tool names, in any case of letters. */
export function severityOf(word: unknown): Severity {
  const name = typeof word === 'string' ? word.toLowerCase() : '';
  return SEVERITIES.find((severity) => severity === name) ?? 'unknown';
}

/** The severity of a CVSS score; 0 is what tools write where they know none. https://www.first.org/cvss/v3.1/specification-document#Qualitative-Severity-Rating-Scale */
export function severityOfScore(score: number): Severity {
  if (!(score > 0 && score <= 10)) return 'unknown';
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  return score >= 4 ? 'medium' : 'low';
}

/** A severity that is not named has the limit of the next milder one that is; unknown ones have 0 unless named. */
export function limitOf(severity: Severity, limits: Limits): number {
  if (severity === 'unknown') return limits.unknown ?? 0;
  const milder = SEVERITIES.slice(SEVERITIES.indexOf(severity), -1);
  const named = milder.find((one) => limits[one] !== undefined);
  return named === undefined ? Number.POSITIVE_INFINITY : (limits[named] ?? 0);
}
