import type { JsonPath } from '../json-stream.ts';
import type { Severity } from './severity.ts';

/** One vulnerability of one package, as a scanner reports it. */
export interface Finding {
  /** `CVE-2024-0727`. */
  readonly id: string;
  /** Another name of the same vulnerability. */
  readonly alias?: string;
  readonly severity: Severity;
  readonly package?: string;
  readonly version?: string;
  readonly purl?: string;
  /** False where no version without it exists; undefined where the report does not say. */
  readonly isFixable?: boolean;
}

/** What a report says of itself. */
export interface ReportHead {
  readonly tool: string;
  /** Every digest that it names for what was scanned: index, manifest, config. */
  readonly digests: readonly string[];
  /** Those of them that stand for one platform. */
  readonly platformDigests: readonly string[];
  /** Those in its findings alone: a report that has no findings lacks them, so they only tell that it is of another image. */
  readonly mentioned?: readonly string[];
  readonly writtenAt?: Date;
  /** Why its findings are not all there, as the end of a sentence. */
  readonly problem?: string;
  /** True where the scanner knew no package of the image. */
  readonly isWithoutPackages?: boolean;
  /** Findings that the scanner left out by its own settings. */
  readonly ignored: number;
  /** The finding in a value at one of `findings`; undefined where it is none that counts. */
  readonly toFinding: (value: unknown, path: JsonPath) => Finding | undefined;
}

/** A form of reports: `head` is read first, then `findings`, each in one pass through the file. */
export interface ReportFormat {
  readonly head: readonly string[];
  readonly findings: readonly string[];
  start(): HeadReader;
}

export interface HeadReader {
  take(pattern: string, value: unknown, path: JsonPath): void;
  /** Undefined where it is no report of this form. */
  end(): ReportHead | undefined;
}

/** The digests in texts such as `repo@sha256:…`. */
export function digestsIn(...values: readonly unknown[]): readonly string[] {
  return values
    .flat()
    .flatMap((text) =>
      typeof text === 'string'
        ? (text.match(/\b(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})\b/g) ?? [])
        : [],
    );
}

/** A text that says something, or undefined. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/i;

/** A moment as RFC 3339 writes it; undefined for anything else, such as one without a zone: it would be another on every agent. */
export function timeOf(value: unknown): Date | undefined {
  if (typeof value !== 'string' || !TIME.test(value)) return undefined;
  const at = new Date(value);
  return Number.isNaN(at.getTime()) ? undefined : at;
}
