import { isJsonObject } from '../../oci/json.ts';
import { digestsIn, type Finding, type ReportFormat, textOf, timeOf } from './report-format.ts';
import { severityOf } from './severity.ts';

const PACKAGES: readonly unknown[] = ['os-pkgs', 'lang-pkgs'];

/** `trivy image --format json`. https://trivy.dev/docs/latest/configuration/reporting/#json */
export const trivy: ReportFormat = {
  head: [
    'SchemaVersion',
    'CreatedAt',
    'ArtifactName',
    'ArtifactType',
    'Metadata.ImageID',
    'Metadata.RepoDigests',
    'Results:type',
    'Results.*.Class',
    'Results.*.Vulnerabilities:type',
    'Results.*.ExperimentalModifiedFindings.*.Status',
  ],
  findings: ['Results.*.Vulnerabilities.*'],

  start() {
    const said = new Map<string, unknown>();
    let hasPackages = false;
    let ignored = 0;
    return {
      take(pattern, value) {
        if (pattern.endsWith('.Class')) hasPackages ||= PACKAGES.includes(value);
        else if (pattern.endsWith('.Status')) ignored += 1;
        else if (pattern.startsWith('Results.*')) hasPackages ||= value === 'array';
        else said.set(pattern, value);
      },
      end() {
        const version = said.get('SchemaVersion');
        if (version === undefined || !said.has('ArtifactType')) return undefined;
        const platformDigests = digestsIn(said.get('Metadata.ImageID'));
        const writtenAt = timeOf(said.get('CreatedAt'));
        const problem = problemOf(version, said.get('ArtifactType'), said.get('Results:type'));
        return {
          tool: 'Trivy',
          digests: [...platformDigests, ...digestsIn(said.get('Metadata.RepoDigests'))],
          platformDigests,
          ...(writtenAt !== undefined && { writtenAt }),
          ...(problem !== undefined && { problem }),
          // A clean image still has a result for each kind of package in it.
          isWithoutPackages: !hasPackages,
          ignored,
          toFinding,
        };
      },
    };
  },
};

function problemOf(version: unknown, type: unknown, results: unknown): string | undefined {
  if (version !== 2) return `its SchemaVersion is ${JSON.stringify(version)}, and we know 2 only`;
  if (type !== 'container_image')
    return `it is a scan of a ${textOf(type) ?? 'thing'}, not of an image`;
  return results === 'object' ? 'its Results are no list' : undefined;
}

function toFinding(value: unknown): Finding {
  const found = isJsonObject(value) ? value : {};
  const version = textOf(found['InstalledVersion']);
  const identifier = found['PkgIdentifier'];
  const purl = isJsonObject(identifier) ? textOf(identifier['PURL']) : undefined;
  return {
    id: textOf(found['VulnerabilityID']) ?? 'a vulnerability without a name',
    severity: severityOf(found['Severity']),
    package: textOf(found['PkgName']) ?? 'a package without a name',
    ...(version !== undefined && { version }),
    ...(purl !== undefined && { purl }),
    isFixable: textOf(found['FixedVersion']) !== undefined,
  };
}
