import type { Configuration, SigningPolicy } from '../config/configuration.ts';
import { findSigningKey } from '../config/find-signing-key.ts';
import type { SigningKeys } from '../promotion/write-promotion.ts';
import { readSigningKey, type SigningKey } from '../signing/signing-key.ts';
import type { CommandContext } from './command.ts';

/**
 * The keys that the policy names, masked from now on.
 * @param environment whose images are signed
 * @throws Failure SIGNING_KEY_ABSENT, SIGNING_KEY_INVALID, SIGNING_KEY_PASSWORD
 */
export async function openSigning(
  context: CommandContext,
  { policy }: Configuration,
  environment?: string,
): Promise<SigningKeys> {
  const sign = environment === undefined ? undefined : policy.environments.get(environment)?.sign;
  return {
    records: policy.signing && (await openKey(context, policy.signing)),
    images: sign && (await openKey(context, sign)),
  };
}

async function openKey({ env, mask }: CommandContext, signing: SigningPolicy): Promise<SigningKey> {
  const { text, password } = await findSigningKey(signing, env);
  if (password !== undefined) mask.add(password);
  for (const line of text.split('\n')) if (isSecret(line)) mask.add(line.trim());
  return readSigningKey(text, password);
}

function isSecret(line: string): boolean {
  return /^[A-Za-z0-9+/=]{16,}$/.test(line.trim());
}
