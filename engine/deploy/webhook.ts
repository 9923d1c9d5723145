import { oneLine } from '../failures.ts';
import type { HttpResponse } from '../http/request.ts';
import { TARGET_PLACEHOLDERS } from '../web/placeholders.ts';
import { fillUrl, urlTemplate } from '../web/url-template.ts';
import { addressOf, wordsOf } from '../web/web-answer.ts';
import { CREDENTIALS, SIGN_IN, type WebSettings, webCredentials } from '../web/web-credential.ts';
import { deploymentFacts, targetValues } from './deployment-facts.ts';
import type { DeployTarget } from './target.ts';
import { signatureHeaders } from './webhook-signature.ts';

interface Settings extends WebSettings {
  readonly url: string;
  readonly method?: 'POST' | 'PUT';
  readonly secret?: string;
}

/** A server of one's own is told, for hosts that pull. */
export const webhook: DeployTarget<Settings> = {
  kind: 'webhook',
  settings: {
    type: 'object',
    description: 'A web address is told what to run, as JSON that may be signed.',
    required: ['url'],
    properties: {
      url: {
        ...urlTemplate(TARGET_PLACEHOLDERS),
        description: 'Who is told; placeholders stand for what they say, encoded.',
      },
      method: {
        type: 'string',
        enum: ['POST', 'PUT'],
        description: 'The method of the request; POST unless said.',
      },
      secret: {
        ...CREDENTIALS,
        description:
          'Id of a Jenkins secret text, "whsec_" and base64, that signs the body as Standard Webhooks has it.',
      },
      credentials: {
        ...CREDENTIALS,
        description: 'Id of a Jenkins credential, sent to the host of `url` and to no other.',
      },
      signIn: {
        ...SIGN_IN,
        description:
          'What the credential is: a user name and password (unless said), or a secret text that is sent as a bearer token.',
      },
    },
  },

  credentials: ({ secret, ...settings }) => [
    ...webCredentials(settings, 'password'),
    ...(secret === undefined ? [] : [{ id: secret, type: 'string' as const }]),
  ],

  nameOf: ({ url }) => `webhook ${url.replace(/^https?:\/\/|\?.*$/g, '')}`,

  async deploy(context, { url: template, method = 'POST', secret, credentials }) {
    const { key, reference, isDryRun, sources } = context;
    const url = fillUrl(template, targetValues(context));
    const body = JSON.stringify(deploymentFacts(context));
    const signature =
      secret === undefined
        ? {}
        : signatureHeaders(sources.secret(secret), key, sources.clock.now(), body);
    const asked = `${method} ${addressOf(url)}`;
    if (isDryRun) return { state: 'succeeded', message: `${asked} would tell of ${reference}.` };

    const response = await sources.send({
      method,
      url,
      headers: { 'content-type': 'application/json', 'idempotency-key': key, ...signature },
      body,
      ...(credentials !== undefined && { credential: credentials }),
    });
    const message = `${asked} gave HTTP ${response.status}${wordsOf(response)}.`;
    if (response.status > 199 && response.status < 300) return { state: 'succeeded', message };
    return { state: 'failed', message, remedy: remedyFor(response, url, { secret, credentials }) };
  },
};

/** https://github.com/standard-webhooks/standard-webhooks/blob/5569aeae6fa0035bb01eb0167ab74bcaaeabedc1/spec/standard-webhooks.md#delivery-success-and-failure */
function remedyFor(
  { status, header }: HttpResponse,
  { host }: URL,
  { secret, credentials }: { readonly [name in 'secret' | 'credentials']: string | undefined },
): string {
  if (status > 299 && status < 400) {
    const location = oneLine((header('location') ?? '').replace(/\?.*$/s, '?…'), 200);
    return `Write the address that takes it as \`url\`${location === '' ? '' : ` (it points to ${location})`}; what tells hosts what to run is not sent on.`;
  }
  if (status !== 401 && status !== 403) {
    return `Ask those who run ${host} what this answer means, then run this stage again: it is the same message to them, by its key.`;
  }
  const named = [secret, credentials].filter((id) => id !== undefined).map((id) => `"${id}"`);
  return named.length === 0
    ? 'Name a Jenkins credential as `secret` or `credentials` of this target in promotion.yaml.'
    : `Check the Jenkins ${named.length === 1 ? 'credential' : 'credentials'} ${named.join(' and ')}, and what ${host} knows of ${named.length === 1 ? 'it' : 'them'}.`;
}
