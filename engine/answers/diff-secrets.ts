/** Stands where a value looked like a secret. */
const HIDDEN = '(hidden)';

const SECRET_NAME =
  /pass(?:word|wd|phrase)?(?![a-z])|pwd|secret|token|credential|api[_.-]?key|(?:access|private|signing|encryption|license)[_.-]?key|auth(?![a-z])|(?:^|[_.-])key$|dsn|connection[_.-]?string/i;

/** Values that are secrets by their form, whatever they are called. */
const SECRET_VALUES: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY/,
  /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/,
  /\b(?:gh[pousr]_|github_pat_|glpat-|xox[abprs]-|sk_live_|npm_|hvs\.)[\w-]{10,}/,
];

/** User and password inside an address: `https://user:word@host`. */
const IN_ADDRESS = /([a-z][a-z0-9+.-]*:\/\/)[^/\s@]*:[^/\s@]*@/gi;

/** The value of a setting, or that it is hidden. An image should hold no secret; where it does, a log must not. */
export function maskedSetting(name: string, value: string): string {
  const isSecret = value !== '' && (SECRET_NAME.test(name) || looksSecret(value));
  return isSecret ? HIDDEN : withoutUser(value);
}

/** Words of a command line; `--password=word` and `--password word` lose the word. */
export function maskedWords(words: readonly string[]): readonly string[] {
  return words.map((word, i) => {
    const [, flag, value] = /^(-{0,2}[\w.-]+)=(.*)$/s.exec(word) ?? [];
    if (flag !== undefined && value !== undefined) return `${flag}=${maskedSetting(flag, value)}`;
    const before = words[i - 1] ?? '';
    const isValue = /^--?[\w-]+$/.test(before) && SECRET_NAME.test(before) && !/^-/.test(word);
    return isValue || looksSecret(word) ? HIDDEN : withoutUser(word);
  });
}

function looksSecret(value: string): boolean {
  return SECRET_VALUES.some((form) => form.test(value));
}

function withoutUser(value: string): string {
  return value.replace(IN_ADDRESS, `$1${HIDDEN}@`);
}
