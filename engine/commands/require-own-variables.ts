import { Failure } from '../failures.ts';

/**
 * Jenkins binds each credential of `needs.txt` to variables that are made of its id. Two that share one would leave
 * only the last, and what asks for the first would send the other's secret.
 * @throws Failure CREDENTIALS_COLLIDE
 */
export function requireOwnVariables(lines: readonly string[]): void {
  const owners = new Map<string, string>();
  for (const line of lines) {
    const [, id = '', ...variables] = line.trim().split(' ');
    for (const variable of variables) {
      const owner = owners.get(variable) ?? id;
      if (owner !== id) throw collide(owner, id, variable);
      owners.set(variable, id);
    }
  }
}

const collide = (one: string, other: string, variable: string) =>
  new Failure(
    'CREDENTIALS_COLLIDE',
    'configuration',
    `The credentials "${one}" and "${other}" would share the variable ${variable}, so one of the two servers would be sent the secret of the other.`,
    'Rename one of them in Jenkins, so that they differ in more than case and punctuation, and name the new id in promotion.yaml.',
  );
