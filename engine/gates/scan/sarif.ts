import { isJsonObject, type JsonObject } from '../../oci/json.ts';
import type { JsonPath } from '../json-stream.ts';
import {
  digestsIn,
  type Finding,
  type HeadReader,
  type ReportFormat,
  textOf,
  timeOf,
} from './report-format.ts';
import { SEVERITIES, type Severity, severityOf, severityOfScore } from './severity.ts';

const MOST_RULES = 100_000;

/** Any tool's SARIF 2.1.0. https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html */
export const sarif: ReportFormat = {
  head: [
    'version',
    'runs:type',
    'runs.*.tool.driver.name',
    'runs.*.tool.driver.rules.*',
    'runs.*.results:type',
    'runs.*.results.*.message.text',
    'runs.*.invocations.*',
    'runs.*.properties',
  ],
  findings: ['runs.*.results.*'],
  start: startHead,
};

interface Rule {
  readonly severity: Severity;
  readonly help: string;
}

function startHead(): HeadReader {
  const said = new Map<string, unknown>();
  const tools: string[] = [];
  const rules = new Map<string, Rule>();
  const invocations: JsonObject[] = [];
  const properties: JsonObject[] = [];
  const withResults = new Set<unknown>();
  const mentioned = new Map<unknown, string>();
  const runs = new Set<unknown>();

  return {
    take(pattern, value, path) {
      const run = path[1];
      if (run !== undefined) runs.add(run);
      if (pattern === 'runs.*.results:type') {
        if (value === 'array') withResults.add(run);
      } else if (pattern === 'runs.*.tool.driver.name') tools.push(textOf(value) ?? '');
      else if (pattern === 'runs.*.results.*.message.text') {
        const digest = mentioned.has(run) ? undefined : imageIn(value);
        if (digest !== undefined) mentioned.set(run, digest);
      } else if (!isJsonObject(value)) said.set(pattern, value);
      else if (pattern === 'runs.*.invocations.*') invocations.push(value);
      else if (pattern === 'runs.*.properties') properties.push(value);
      else if (rules.size >= MOST_RULES) said.set('too many rules', true);
      else rules.set(`${run} ${String(value['id'])}`, ruleOf(value));
    },
    end() {
      if (said.get('runs:type') !== 'array') return undefined;
      const platformDigests = digestsIn(properties.map((one) => one['imageID']));
      const writtenAt = oldest(invocations.map((one) => timeOf(one['endTimeUtc'])));
      const isAllThere = runs.size > 0 && withResults.size === runs.size && tools.length > 0;
      const problem = problemOf(said, invocations, isAllThere);
      return {
        tool: [...new Set(tools)].join(' and ') || 'a tool without a name',
        digests: [
          ...platformDigests,
          ...digestsIn(properties.flatMap((one) => one['repoDigests'])),
        ],
        platformDigests,
        mentioned: [...mentioned.values()],
        ...(writtenAt !== undefined && { writtenAt }),
        ...(problem !== undefined && { problem }),
        ignored: 0,
        toFinding: (value, path) => toFinding(value, path, rules),
      };
    },
  };
}

function problemOf(
  said: ReadonlyMap<string, unknown>,
  invocations: readonly JsonObject[],
  isAllThere: boolean,
): string | undefined {
  if (said.get('version') !== '2.1.0') return 'it is not of version 2.1.0';
  if (said.has('too many rules')) return `it has more than ${MOST_RULES} rules`;
  if (invocations.some((one) => one['executionSuccessful'] !== true)) {
    return 'it says that the scan was not successful (`executionSuccessful`)';
  }
  // "null if the tool did not run to completion": section 3.14.23.
  return isAllThere ? undefined : 'a run in it has no results, as where the tool did not end';
}

/** Grype says it with each finding, where the image was scanned by its digest. */
function imageIn(message: unknown): string | undefined {
  return / was found in image \S+@(sha256:[0-9a-f]{64}) at: /.exec(textOf(message) ?? '')?.[1];
}

/** The oldest run decides how old a report is. */
function oldest(times: readonly (Date | undefined)[]): Date | undefined {
  const known = times.filter((at) => at !== undefined);
  if (known.length === 0 || known.length < times.length) return undefined;
  return new Date(Math.min(...known.map(Number)));
}

function ruleOf(rule: JsonObject): Rule {
  const properties = isJsonObject(rule['properties']) ? rule['properties'] : {};
  const tags: readonly unknown[] = Array.isArray(properties['tags']) ? properties['tags'] : [];
  // Trivy's own word for it; its score may be of another source.
  const tag = tags.find((one) => severityOf(one) !== 'unknown');
  const help = isJsonObject(rule['help']) ? (textOf(rule['help']['text']) ?? '') : '';
  const named = SEVERITIES.find((one) =>
    new RegExp(`^Severity: ${one}$`, 'im').test(help.slice(0, 2_000)),
  );
  const score = Number.parseFloat(String(properties['security-severity'] ?? ''));
  return {
    severity: tag === undefined ? (named ?? severityOfScore(score)) : severityOf(tag),
    help: /^Fix(?:ed)? Version:.*$/m.exec(help.slice(0, 2_000))?.[0] ?? '',
  };
}

function toFinding(
  value: unknown,
  path: JsonPath,
  rules: ReadonlyMap<string, Rule>,
): Finding | undefined {
  const result = isJsonObject(value) ? value : {};
  const kind = result['kind'] ?? 'fail';
  if (kind === 'pass' || kind === 'notApplicable' || kind === 'informational') return undefined;
  if (result['baselineState'] === 'absent' || isSuppressed(result['suppressions']))
    return undefined;
  const nested = isJsonObject(result['rule']) ? result['rule']['id'] : undefined;
  const ruleId = textOf(result['ruleId']) ?? textOf(nested) ?? 'a finding without a name';
  const rule = rules.get(`${path[1]} ${ruleId}`);
  const message = isJsonObject(result['message']) ? (textOf(result['message']['text']) ?? '') : '';
  const start = message.slice(0, 2_000);
  const [, name, version] =
    /^Package: (\S+)\nInstalled Version: (\S*)$/m.exec(start) ??
    / package: (\S+), version (\S+) was found/.exec(start) ??
    / reports (\S+) at version (\S+)/.exec(start) ??
    [];
  // Trivy has one rule for a vulnerability, even where it is of another severity in each package.
  const [, said] = /^Severity: (\w+)$/m.exec(start) ?? [];
  const [, fixed] = /^Fix(?:ed)? Version:(.*)$/m.exec(`${start}\n${rule?.help ?? ''}`) ?? [];
  return {
    // Grype adds the package to its rules.
    id: /^(?:CVE-\d{4}-\d{4,}|GHSA(?:-[0-9a-z]{4}){3})/.exec(ruleId)?.[0] ?? ruleId,
    severity: SEVERITIES.find((one) => one === said?.toLowerCase()) ?? rule?.severity ?? 'unknown',
    ...(name !== undefined && { package: name }),
    ...(version !== undefined && { version }),
    ...(fixed !== undefined && { isFixable: fixed.trim() !== '' }),
  };
}

/** https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html#_Toc34317661 */
function isSuppressed(suppressions: unknown): boolean {
  if (!Array.isArray(suppressions) || suppressions.length === 0) return false;
  return suppressions.every(
    (one: unknown) => isJsonObject(one) && (one['status'] ?? 'accepted') === 'accepted',
  );
}
