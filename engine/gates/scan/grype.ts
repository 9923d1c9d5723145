import { isJsonObject } from '../../oci/json.ts';
import { digestsIn, type Finding, type ReportFormat, textOf, timeOf } from './report-format.ts';
import { severityOf } from './severity.ts';

/** `grype -o json`. https://github.com/anchore/grype/blob/v0.110.0/grype/presenter/models/document.go */
export const grype: ReportFormat = {
  head: [
    'matches:type',
    'ignoredMatches.*.vulnerability.id',
    'source.type',
    'source.target.imageID',
    'source.target.manifestDigest',
    'source.target.repoDigests',
    'descriptor.name',
    'descriptor.timestamp',
    'descriptor.db',
  ],
  findings: ['matches.*'],

  start() {
    const said = new Map<string, unknown>();
    let ignored = 0;
    return {
      take(pattern, value) {
        if (pattern.startsWith('ignoredMatches')) ignored += 1;
        else said.set(pattern, value);
      },
      end() {
        const name = said.get('descriptor.name');
        if (!said.has('matches:type') && name !== 'grype') return undefined;
        const platformDigests = digestsIn(
          said.get('source.target.imageID'),
          said.get('source.target.manifestDigest'),
        );
        const writtenAt = timeOf(said.get('descriptor.timestamp'));
        const problem = problemOf(said);
        return {
          tool: 'Grype',
          digests: [...platformDigests, ...digestsIn(said.get('source.target.repoDigests'))],
          platformDigests,
          ...(writtenAt !== undefined && { writtenAt }),
          ...(problem !== undefined && { problem }),
          ignored,
          toFinding,
        };
      },
    };
  },
};

function problemOf(said: ReadonlyMap<string, unknown>): string | undefined {
  if (said.get('matches:type') !== 'array') return 'it has no list of matches';
  if (said.get('descriptor.name') !== 'grype')
    return 'it does not end with the `descriptor` of Grype';
  const type = said.get('source.type');
  if (type !== 'image') return `it is a scan of a ${textOf(type) ?? 'thing'}, not of an image`;
  if (!isUsable(said.get('descriptor.db'))) return 'its vulnerability database was not valid';
  return undefined;
}

/** `status.valid` in Grype 0.110; earlier ones wrote `built` and `error` without `status`. */
function isUsable(db: unknown): boolean {
  if (!isJsonObject(db)) return false;
  const status = isJsonObject(db['status']) ? db['status'] : db;
  const isFaulty = status['valid'] === false || (status['error'] ?? '') !== '';
  return !isFaulty && textOf(status['built']) !== undefined;
}

function toFinding(value: unknown): Finding {
  const match = isJsonObject(value) ? value : {};
  const vulnerability = isJsonObject(match['vulnerability']) ? match['vulnerability'] : {};
  const artifact = isJsonObject(match['artifact']) ? match['artifact'] : {};
  const id = textOf(vulnerability['id']) ?? 'a vulnerability without a name';
  const alias = aliasOf(id, match['relatedVulnerabilities']);
  const version = textOf(artifact['version']);
  const purl = textOf(artifact['purl']);
  const fix = isJsonObject(vulnerability['fix']) ? vulnerability['fix']['state'] : undefined;
  return {
    id,
    ...(alias !== undefined && { alias }),
    severity: severityOf(vulnerability['severity']),
    package: textOf(artifact['name']) ?? 'a package without a name',
    ...(version !== undefined && { version }),
    ...(purl !== undefined && { purl }),
    ...(fix === 'fixed' && { isFixable: true }),
    ...((fix === 'not-fixed' || fix === 'wont-fix') && { isFixable: false }),
  };
}

/** An advisory that is about several CVEs is none of them. */
function aliasOf(id: string, related: unknown): string | undefined {
  const ids = (Array.isArray(related) ? related : [])
    .map((one: unknown) => (isJsonObject(one) ? textOf(one['id']) : undefined))
    .filter((one) => one !== undefined && one !== id);
  return new Set(ids).size === 1 ? ids[0] : undefined;
}
