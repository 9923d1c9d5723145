import type { GateCredential } from './gate.ts';

/** A server that a gate asks, as its settings say who we are there. */
export interface WebSettings {
  readonly credentials?: string;
  readonly signIn?: 'password' | 'token';
}

/** The setting that names a Jenkins credential. */
export const CREDENTIALS = {
  type: 'string',
  pattern: '^[A-Za-z0-9._-]+$',
  patternErrorMessage: 'must be the id of a Jenkins credential: letters, digits, ".", "_" and "-"',
};

/** How to sign in with it; `description` names the kind that counts unless said. */
export const SIGN_IN = { type: 'string', enum: ['password', 'token'] };

/** What Jenkins has to bind for the gate. */
export function webCredentials(
  { credentials, signIn }: WebSettings,
  usual: 'password' | 'token',
): readonly GateCredential[] {
  if (credentials === undefined) return [];
  const isToken = (signIn ?? usual) === 'token';
  return [{ id: credentials, type: isToken ? 'string' : 'usernamePassword' }];
}
