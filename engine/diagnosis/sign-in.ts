import { Failure } from '../failures.ts';
import { parseChallenges } from '../http/challenge.ts';
import type { HttpResponse, HttpSender } from '../http/request.ts';
import { type Credentials, openSession } from '../http/session.ts';
import { describeAnswer } from '../registry/error-body.ts';
import { type Check, type Finding, fail, failed, note, ok } from './check.ts';
import { pingUrl, type RegistrySubject } from './registry-subject.ts';

/** Does the registry take the credentials? They are sent once: a registry may lock accounts. */
export const signIn: Check<RegistrySubject> = {
  name: 'sign-in',
  needs: ['address', 'certificate'],

  async find(registry) {
    const { credentials, credentialsId, greeting, refusedAccounts, name, url } = registry;
    if (credentials instanceof Failure) return failed(credentials);
    if (greeting instanceof Failure) throw greeting;
    if (credentials === undefined) return anonymous(name, greeting);

    const account = `${credentials.username}@${url.hostname}`;
    if (refusedAccounts.has(account)) return refusedBefore(account);
    const wording =
      credentialsId === undefined
        ? 'what `docker login` left'
        : `the credential "${credentialsId}"`;
    const found = await signInOnce(registry, credentials, greeting, wording);
    if (found.outcome === 'fail' && found.kind === 'denied') refusedAccounts.add(account);
    return found;
  },
};

async function signInOnce(
  registry: RegistrySubject,
  credentials: Credentials,
  greeting: HttpResponse,
  wording: string,
): Promise<Finding> {
  const token = schemesOf(greeting).includes('bearer')
    ? await signInForToken(registry, credentials, greeting)
    : undefined;
  const isRealmOdd =
    token instanceof Failure && (token.kind !== 'denied' || token.code === 'REALM_REFUSED');
  if (token instanceof Failure && !isRealmOdd) return failed(token);
  // Promotions send Basic at once, which may work where the realm is odd; a token proved the password already.
  const isProved = !(token instanceof Failure) && token?.status === 200;
  const answer = isProved ? token : await signInByBasic(registry, credentials);
  if (answer.status !== 200) return refused(answer, wording);
  if (!isRealmOdd) return ok(`${wording} is accepted`);
  return note(
    `${wording} is accepted, but hosts that sign in with docker will fail: ${token.message}`,
    'In Nexus, correct the public address under Administration → System → Capabilities → Base URL, and Host and X-Forwarded-Proto that the proxy before it sends.',
  );
}

/** The session is told the challenge that we have seen already, so it sends the credentials to the realm alone. */
async function signInForToken(
  registry: RegistrySubject,
  credentials: Credentials,
  greeting: HttpResponse,
): Promise<HttpResponse | Failure> {
  const { sender, clock, url, signInHosts } = registry;
  const session = openSession(knowing(greeting, sender), clock, { url, signInHosts, credentials });
  try {
    return await session.send({ method: 'GET', url: pingUrl(registry) }, []);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}

function knowing(first: HttpResponse, sender: HttpSender): HttpSender {
  let known: HttpResponse | undefined = first;
  return {
    async send(request) {
      const answer = known ?? (await sender.send(request));
      known = undefined;
      return answer;
    },
  };
}

function signInByBasic(
  registry: RegistrySubject,
  { username, password }: Credentials,
): Promise<HttpResponse> {
  const basic = Buffer.from(`${username}:${password}`, 'utf8').toString('base64');
  return registry.sender.send({
    method: 'GET',
    url: pingUrl(registry),
    headers: { authorization: `Basic ${basic}` },
  });
}

function schemesOf(greeting: HttpResponse): readonly string[] {
  return greeting
    .headerValues('www-authenticate')
    .flatMap(parseChallenges)
    .map(({ scheme }) => scheme);
}

function anonymous(registry: string, greeting: HttpResponse): Finding {
  if (greeting.status === 200 || schemesOf(greeting).includes('bearer')) {
    return ok('no credential is configured: everything is asked anonymously');
  }
  return fail(
    'denied',
    `The registry wants a sign-in (${describeAnswer(greeting)}), and no credential is configured.`,
    `Name a Jenkins credential as \`credentials\` of registry ${registry} in promotion.yaml.`,
  );
}

const refusedBefore = (account: string) =>
  fail(
    'denied',
    `Not tried: ${account} was refused at another port of the same host just now.`,
    'Correct that credential first. Each failed sign-in counts, and Nexus locks sign-ins after a few.',
  );

const refused = (answer: HttpResponse, wording: string) =>
  fail(
    answer.status >= 500 ? 'unavailable' : 'denied',
    `The registry does not accept ${wording} (${describeAnswer(answer)}).`,
    'Check user and password of this credential in Jenkins, and in Nexus under Administration → Security → Users that the user is active. It was sent once and not again, so that no account is locked.',
  );
