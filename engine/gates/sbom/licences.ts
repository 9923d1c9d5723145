import parseExpression from 'spdx-expression-parse';
import { matchesName } from '../path-pattern.ts';

/** Which licences a package may not come under: SPDX identifiers, with `*` for any characters. */
export interface LicenceRules {
  readonly deny: readonly string[];
  /** What is allowed though `deny` names it: `GPL-2.0-only WITH Classpath-exception-2.0`. */
  readonly allow?: readonly string[];
}

export type LicenceVerdict = 'allowed' | 'unknown' | 'denied';

const WORST: readonly LicenceVerdict[] = ['allowed', 'unknown', 'denied'];
const LONGEST = 4_000;

/** Of `OR` the best side counts, since whoever uses the package may choose; of `AND` the worst. */
export function judgeLicence(text: string | undefined, rules: LicenceRules): LicenceVerdict {
  if (text === undefined || text === 'NOASSERTION' || text === 'NONE') return 'unknown';
  const expression = parse(text);
  return expression === undefined ? judgeText(text, rules) : judge(expression, rules);
}

/** The worst of several, as where a package names its licences in a list. */
export function worst(verdicts: readonly LicenceVerdict[]): LicenceVerdict {
  return WORST[Math.max(0, ...verdicts.map((one) => WORST.indexOf(one)))] ?? 'unknown';
}

function judge(expression: parseExpression.Info, rules: LicenceRules): LicenceVerdict {
  if (!('conjunction' in expression)) return judgeTerm(expression, rules);
  const sides = [judge(expression.left, rules), judge(expression.right, rules)];
  if (expression.conjunction === 'and') return worst(sides);
  return WORST[Math.min(...sides.map((one) => WORST.indexOf(one)))] ?? 'unknown';
}

/** An exception gives more rights, but a licence that is denied stays so unless `allow` names the two together. */
function judgeTerm(
  { license, plus, exception }: parseExpression.LicenseInfo,
  { deny, allow = [] }: LicenceRules,
): LicenceVerdict {
  const licence = currentId(license, plus === true);
  const term = exception === undefined ? licence : `${licence} WITH ${exception}`;
  if (isNamed(allow, term)) return 'allowed';
  if (isNamed(deny, licence) || isNamed(deny, term)) return 'denied';
  return /^(?:LicenseRef|DocumentRef)-/.test(licence) ? 'unknown' : 'allowed';
}

/** What is no SPDX expression may name a licence all the same. */
function judgeText(text: string, { deny, allow = [] }: LicenceRules): LicenceVerdict {
  if (isNamed(allow, text)) return 'allowed';
  const words = text.slice(0, LONGEST).split(/[\s(),;|&]+/);
  const ids = words.map((word) => currentId(word.replace(/\+$/, ''), word.endsWith('+')));
  return [text, ...words, ...ids].some((one) => isNamed(deny, one)) ? 'denied' : 'unknown';
}

/** `GPL-2.0` and `GPL-2.0+` are old names. https://spdx.org/licenses/#deprecated */
function currentId(licence: string, isOrLater: boolean): string {
  if (/^(?:A|L)?GPL-\d\.\d$|^GFDL-1\.\d$/.test(licence)) {
    return `${licence}-${isOrLater ? 'or-later' : 'only'}`;
  }
  return isOrLater ? `${licence}+` : licence;
}

function isNamed(patterns: readonly string[], text: string): boolean {
  return patterns.some((pattern) => matchesName(pattern.toLowerCase(), text.toLowerCase()));
}

function parse(text: string): parseExpression.Info | undefined {
  if (text.length > LONGEST) return undefined;
  try {
    return parseExpression(text);
  } catch {
    return undefined;
  }
}
