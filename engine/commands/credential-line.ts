import { credentialVariables, secretVariables } from '../config/credential-variables.ts';

/** Line of needs.txt for a credential that is no key of ours. */
export function credentialLine({
  id,
  type,
}: {
  readonly id: string;
  readonly type: 'usernamePassword' | 'string';
}): string {
  const { username, password } = credentialVariables(id);
  return type === 'string'
    ? `string ${id} ${secretVariables(id).text}\n`
    : `usernamePassword ${id} ${username} ${password}\n`;
}
