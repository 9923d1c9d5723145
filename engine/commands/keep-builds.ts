import { describeError } from '../failures.ts';
import type { SetPlan } from '../promotion/release-set.ts';
import { isBuildBelow, jenkinsRoot } from '../web/jenkins-address.ts';
import { askJson, refuseDenied } from '../web/web-answer.ts';
import { keepOf } from './build-wishes.ts';
import type { CommandContext } from './command.ts';
import { credentialLine } from './credential-line.ts';
import { openWeb, type Web } from './open-web.ts';
import type { PreparedStep } from './prepare-step.ts';
import type { Step } from './step.ts';

/** Jenkins has no request that keeps a build, only one that changes whether it is kept. */
const ATTEMPTS = 2;

/** What the step has to bind. @throws Failure INVALID_OPTION */
export function keepLines(command: string, { options }: Step): readonly string[] {
  const { credential } = keepOf(options);
  if (credential === undefined || command !== 'promote') return [];
  return [credentialLine({ id: credential, type: 'usernamePassword' })];
}

/** Has this Jenkins keep the builds that made the images; the images are promoted, so what comes of it is only said. */
export async function keepBuilds(
  context: CommandContext,
  { options }: Pick<PreparedStep, 'options'>,
  { images }: SetPlan,
): Promise<void> {
  const { credential } = keepOf(options);
  const { buildUrl } = context.request.jenkins;
  const root = jenkinsRoot(buildUrl);
  if (credential === undefined) return;
  const web = openWeb(context);
  const urls = new Set(images.flatMap(({ candidate }) => candidate.build.url ?? []));
  for (const url of urls) {
    // The step does that by itself.
    if (url === buildUrl) continue;
    const isOurs = root !== undefined && URL.canParse(url) && isBuildBelow(root, new URL(url));
    const said = isOurs
      ? await keepBuild(web, new URL(url), credential)
      : 'could not be kept: it is no build of this Jenkins';
    context.print(`  ${url} ${said}.`);
  }
}

async function keepBuild(web: Web, url: URL, credential: string): Promise<string> {
  try {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      if (await isKept(web, url, credential)) return 'is kept forever';
      const toggle = new URL('toggleLogKeep', url);
      refuseDenied(await web.send({ method: 'POST', url: toggle, credential }), toggle, credential);
    }
    const isSo = await isKept(web, url, credential);
    return isSo ? 'is kept forever' : 'could not be kept: Jenkins says that it is not';
  } catch (error) {
    return `could not be kept: ${describeError(error).replace(/\.$/, '')}`;
  }
}

async function isKept(web: Web, url: URL, credential: string): Promise<boolean> {
  const facts = await askJson(
    (at, options) => web.send({ method: 'GET', url: at, ...options }),
    new URL('api/json?tree=keepLog', url),
    { credential },
  );
  return facts?.['keepLog'] === true;
}
