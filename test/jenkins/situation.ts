import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Build, type BuildOutcome, runJenkinsfile } from '../support/jenkinsfile.ts';

/** The text of one of the Jenkinsfiles here. */
export const situation = (name: string): string =>
  readFileSync(join(import.meta.dirname, 'situations', `${name}.Jenkinsfile`), 'utf8');

/** Runs one of the Jenkinsfiles here; with the stand-in of the engine, unless the build names another. */
export const run = (name: string, build: Partial<Build> = {}): Promise<BuildOutcome> =>
  runJenkinsfile({ jenkinsfile: situation(name), source: { 'promotion.yaml': '{}' }, ...build });

/** The requests that a build wrote, by the folder of the run. */
export function requestsOf(
  build: BuildOutcome,
): Readonly<Record<string, { readonly options: object }>> {
  const written = build.steps
    .map((step) => step.arguments)
    .filter(({ file }) => String(file).endsWith('/request.json'));
  return Object.fromEntries(
    written.map(({ file, text }) => [String(file).split('/')[1], JSON.parse(String(text))]),
  );
}
