import { createHmac } from 'node:crypto';
import { Failure } from '../failures.ts';

const SECRET = /^whsec_([A-Za-z0-9+/]+={0,2})$/;
const FEWEST_BYTES = 24;
const MOST_BYTES = 64;

/**
 * The headers by which the receiver knows who sent a body, and that it is not an old one sent again.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/5569aeae6fa0035bb01eb0167ab74bcaaeabedc1/spec/standard-webhooks.md#signature-scheme
 * @param secret `whsec_` and base64
 * @param id without a full stop
 * @throws Failure WEBHOOK_SECRET_UNFIT
 */
export function signatureHeaders(
  secret: string,
  id: string,
  at: Date,
  body: string,
): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signature = createHmac('sha256', keyOf(secret))
    .update(`${id}.${timestamp}.${body}`)
    .digest('base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  };
}

function keyOf(secret: string): Buffer {
  const key = Buffer.from(SECRET.exec(secret.trim())?.[1] ?? '', 'base64');
  if (key.length < FEWEST_BYTES || key.length > MOST_BYTES) throw secretUnfit();
  return key;
}

const secretUnfit = () =>
  new Failure(
    'WEBHOOK_SECRET_UNFIT',
    'configuration',
    `The secret of the webhook is not "whsec_" with ${FEWEST_BYTES} to ${MOST_BYTES} bytes in base64 after it.`,
    'Make one with: echo "whsec_$(openssl rand -base64 32)"; give it to the receiver, and to Jenkins as a secret text.',
  );
