import { isOf } from './exceptions.ts';
import { coversPurl, parsePurl } from './purl.ts';
import { digestsIn, type Finding } from './report-format.ts';

/** One statement of a VEX document: whether vulnerabilities matter in products. */
export interface VexStatement {
  /** Names of one vulnerability. */
  readonly vulnerability: readonly string[];
  /** None where it is about whatever the document is used for. */
  readonly products: readonly VexProduct[];
  /** True for not affected and fixed. */
  readonly isClearing: boolean;
  /** Milliseconds since 1970; 0 where it does not say. */
  readonly at: number;
}

export interface VexProduct {
  /** Package URLs and other names of it. */
  readonly names: readonly string[];
  /** `sha256:…` */
  readonly digests: readonly string[];
  /** Package URLs of what in it the statement is about; all of it where there are none. */
  readonly parts: readonly string[];
}

/** What is looked at: the name of the image in promotion.yaml, and its digests. */
export interface VexSubject {
  readonly image: string;
  readonly digests: ReadonlySet<string>;
}

/** Whether the latest statement about a finding says that it does not matter. */
export function isCleared(
  statements: readonly VexStatement[],
  finding: Finding,
  subject: VexSubject,
): boolean {
  let latest: VexStatement | undefined;
  for (const one of statements) {
    if (latest !== undefined && one.at < latest.at) continue;
    if (!one.vulnerability.some((name) => isOf(finding, name))) continue;
    const isAbout = one.products.some((product) => isProduct(product, finding, subject));
    if (one.products.length === 0 || isAbout) latest = one;
  }
  return latest?.isClearing === true;
}

function isProduct(product: VexProduct, finding: Finding, subject: VexSubject): boolean {
  const isPackage = product.names.some((name) => isPurlOf(name, finding));
  if (isPackage) return true;
  const isPart =
    product.parts.length === 0 || product.parts.some((part) => isPurlOf(part, finding));
  return isPart && isImage(product, subject);
}

function isImage({ names, digests }: VexProduct, { image, digests: ours }: VexSubject): boolean {
  const named = [...digests, ...names.flatMap((name) => digestsIn(decodeColons(name)))];
  if (named.length > 0) return named.every((digest) => ours.has(digest));
  return names.some((name) => {
    const purl = parsePurl(name);
    if (purl?.type !== 'oci' || purl.version !== undefined) return false;
    return image === purl.name || image.endsWith(`/${purl.name}`);
  });
}

function isPurlOf(name: string, { purl }: Finding): boolean {
  const [pattern, actual] = [parsePurl(name), parsePurl(purl ?? '')];
  return pattern !== undefined && actual !== undefined && coversPurl(pattern, actual);
}

function decodeColons(text: string): string {
  return text.replace(/%3a/gi, ':');
}
