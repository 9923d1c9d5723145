/** The setting that names a Jenkins. */
export const JENKINS_ADDRESS = {
  type: 'string',
  pattern: '^https?://[A-Za-z0-9.:\\[\\]-]+(?:/[^\\s?#]*)?$',
  patternErrorMessage: 'must be the address of a Jenkins, for example https://jenkins.example.com',
};

/** True for the address of a build below this root; so that neither another host nor a neighbour on the same one is asked. */
export function isBuildBelow(root: string, { href }: URL): boolean {
  const jobs = `${root}job/`;
  return href.startsWith(jobs) && /^[^/]+(?:\/job\/[^/]+)*\/\d+\/$/.test(href.slice(jobs.length));
}

/**
 * Where a Jenkins begins: all before the first `/job/` of one of its addresses, with a slash at the end.
 * Undefined where there is no such address.
 */
export function jenkinsRoot(address: string | undefined): string | undefined {
  if (address === undefined || !URL.canParse(address)) return undefined;
  const { origin, pathname } = new URL(address);
  return `${origin}${pathname.replace(/\/job\/.*$/, '').replace(/\/+$/, '')}/`;
}
