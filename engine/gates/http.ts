import { Failure, oneLine } from '../failures.ts';
import type { HttpResponse } from '../http/request.ts';
import { parseJson } from '../oci/json.ts';
import { GATE_PLACEHOLDERS } from '../web/placeholders.ts';
import { fillUrl, urlTemplate } from '../web/url-template.ts';
import { addressOf, wordsOf } from '../web/web-answer.ts';
import { CREDENTIALS, SIGN_IN, type WebSettings, webCredentials } from '../web/web-credential.ts';
import { DOTTED_PATH, valueAt } from './dotted-path.ts';
import type { Gate } from './gate.ts';
import { gateValues } from './gate-values.ts';
import { nameSome } from './name-some.ts';

interface Expectation {
  readonly path: string;
  readonly is: string | number | boolean | null;
}

interface Settings extends WebSettings {
  readonly url: string;
  readonly status?: readonly number[];
  readonly json?: readonly Expectation[];
}

const READ_BYTES = 1024 * 1024;

/** A server of one's own says yes. */
export const http: Gate<Settings> = {
  kind: 'http',
  settings: {
    type: 'object',
    description: 'A web address answers as expected, for example the one of a change calendar.',
    required: ['url'],
    properties: {
      url: {
        ...urlTemplate(GATE_PLACEHOLDERS),
        description:
          'What is asked with GET; {digest}, {image}, {environment}, {build}, {commit} and {version} stand for what they say, encoded.',
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
      status: {
        type: 'array',
        minItems: 1,
        uniqueItems: true,
        items: { type: 'integer', minimum: 200, maximum: 599 },
        description: 'Statuses that pass; any from 200 to 299 unless said.',
      },
      json: {
        type: 'array',
        minItems: 1,
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['path', 'is'],
          properties: {
            path: {
              ...DOTTED_PATH,
              description: 'Where in the answer, for example status.items.0.state.',
            },
            is: {
              type: ['string', 'number', 'boolean', 'null'],
              description: 'What has to stand there, of the same type.',
            },
          },
        },
        description: 'What the JSON of the answer has to say, all of it.',
      },
    },
  },

  credentials: (settings) => webCredentials(settings, 'password'),

  async evaluate(context, { url: template, credentials, status, json = [] }) {
    const url = fillUrl(template, gateValues(context));
    const response = await context.sources.get(url, {
      readBytes: READ_BYTES,
      ...(json.length > 0 && { headers: { accept: 'application/json' } }),
      ...(credentials !== undefined && { credential: credentials }),
    });
    const isExpected =
      status?.includes(response.status) ?? (response.status > 199 && response.status < 300);
    const said = `GET ${addressOf(url)} gave HTTP ${response.status}`;
    if (!isExpected) {
      return {
        outcome: response.status > 499 ? 'error' : 'fail',
        because: `${said}${wordsOf(response)}. Required: ${status?.join(' or ') ?? '200 to 299'}.`,
        remedy: remedyFor(response.status, url, credentials),
      };
    }
    const problems = json.length === 0 ? [] : problemsIn(response, url, json);
    if (problems.length === 0) {
      const found = json.map(({ path, is }) => `${path} is ${shown(is)}`);
      const more = found.length === 0 ? '' : ` and ${nameSome(found)}`;
      return { outcome: 'pass', because: `${said}${more}.` };
    }
    return {
      outcome: 'fail',
      because: `${said}, but ${nameSome(problems, '; ')}.`,
      remedy: `Ask those who run ${url.host} what is missing, then run this stage again.`,
    };
  },
};

function problemsIn(
  { body }: HttpResponse,
  url: URL,
  expected: readonly Expectation[],
): readonly string[] {
  if (body === undefined) throw unreadable(url, 'is longer than 1 MiB');
  const answer = parseJson(body);
  if (answer === undefined) throw unreadable(url, 'is no JSON');
  return expected.flatMap(({ path, is }) => {
    const found = valueAt(answer, path);
    return found === is ? [] : [`${path} is ${shown(found)} where ${shown(is)} is required`];
  });
}

function shown(value: unknown): string {
  if (value === undefined) return 'not there';
  if (value === null) return 'empty';
  return typeof value === 'object' ? 'a list or an object' : oneLine(JSON.stringify(value), 80);
}

function remedyFor(status: number, { host }: URL, credentials: string | undefined): string {
  if (status !== 401 && status !== 403) {
    return `Ask those who run ${host} what this answer means, or correct \`url\` in promotion.yaml; then run this stage again.`;
  }
  return credentials === undefined
    ? 'Name a Jenkins credential as `credentials` of this gate in promotion.yaml.'
    : `Check the Jenkins credential "${credentials}" and what it may do at ${host}.`;
}

const unreadable = (url: URL, why: string) =>
  new Failure(
    'ANSWER_UNUSABLE',
    'unavailable',
    `What ${addressOf(url)} answered ${why}.`,
    'Open that address as the same user, and correct `url` or `json` of this gate.',
  );
