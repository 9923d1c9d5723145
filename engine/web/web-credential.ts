/** A server that is asked, as settings say who we are there. */
export interface WebSettings {
  readonly credentials?: string;
  readonly signIn?: 'password' | 'token';
}

/** A credential for Jenkins to bind: user name and password, or one secret text that is sent as a bearer token. */
export interface WebCredential {
  readonly id: string;
  readonly type: 'usernamePassword' | 'string';
}

/** The setting that names a Jenkins credential. */
export const CREDENTIALS = {
  type: 'string',
  pattern: '^[A-Za-z0-9._-]+$',
  patternErrorMessage: 'must be the id of a Jenkins credential: letters, digits, ".", "_" and "-"',
};

/** How to sign in with it; `description` names the kind that counts unless said. */
export const SIGN_IN = { type: 'string', enum: ['password', 'token'] };

/** What Jenkins has to bind for these settings. */
export function webCredentials(
  { credentials, signIn }: WebSettings,
  usual: 'password' | 'token',
): readonly WebCredential[] {
  if (credentials === undefined) return [];
  const isToken = (signIn ?? usual) === 'token';
  return [{ id: credentials, type: isToken ? 'string' : 'usernamePassword' }];
}
