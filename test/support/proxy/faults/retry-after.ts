/** The two forms of the header. https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
export type RetryAfter = { readonly seconds: number } | { readonly dateInSeconds: number };

export function retryAfterHeader(when: RetryAfter): { readonly 'retry-after': string } {
  if ('seconds' in when) return { 'retry-after': String(when.seconds) };
  const date = new Date(Date.now() + when.dateInSeconds * 1000);
  return { 'retry-after': date.toUTCString() };
}
