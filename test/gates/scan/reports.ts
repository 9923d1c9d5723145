import { readFileSync } from 'node:fs';
import { AMD64 } from './scanned-image.ts';

/** A report as a scanner wrote it: `files/README.md` says which. */
export function reportFile(name: string): string {
  return readFileSync(new URL(`../files/${name}`, import.meta.url), 'utf8');
}

/** The JSON of a text with other members. */
export function edited(text: string, members: object): string {
  return JSON.stringify({ ...(JSON.parse(text) as object), ...members });
}

/** A vulnerability as Trivy writes it. */
export const trivyFinding = (id: string, severity: string, some: object = {}) => ({
  VulnerabilityID: id,
  PkgID: 'git@2.35.1-r2',
  PkgName: 'git',
  PkgIdentifier: { PURL: 'pkg:apk/alpine/git@2.35.1-r2?arch=x86_64&distro=3.16' },
  InstalledVersion: '2.35.1-r2',
  FixedVersion: '2.35.2-r0',
  Status: 'fixed',
  Title: 'A title',
  Severity: severity,
  ...some,
});

/** The JSON of Trivy, in the form that its own tests have, of an image in a registry. */
export const trivyReport = (vulnerabilities: readonly object[], some: object = {}) => ({
  SchemaVersion: 2,
  CreatedAt: '2026-11-21T10:00:00.000000005Z',
  ArtifactName: 'nexus.example.com/shop/checkout:7',
  ArtifactType: 'container_image',
  Metadata: {
    OS: { Family: 'alpine', Name: '3.16' },
    ImageID: AMD64.config,
    RepoTags: ['nexus.example.com/shop/checkout:7'],
    RepoDigests: [`nexus.example.com/shop/checkout@${AMD64.manifest}`],
    ImageConfig: { architecture: 'amd64', os: 'linux', config: { User: '65532' } },
  },
  Results: [
    {
      Target: 'nexus.example.com/shop/checkout:7 (alpine 3.16)',
      Class: 'os-pkgs',
      Type: 'alpine',
      ...(vulnerabilities.length > 0 && { Vulnerabilities: vulnerabilities }),
    },
  ],
  ...some,
});

/** SARIF as Trivy writes it for an image; each finding is an id, Trivy's severity, and a score. */
export const trivySarif = (
  findings: readonly (readonly [string, string, string])[],
  some: object = {},
) => ({
  version: '2.1.0',
  $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
  runs: [
    {
      tool: {
        driver: {
          fullName: 'Trivy Vulnerability Scanner',
          name: 'Trivy',
          rules: findings.map(([id, severity, score]) => ({
            id,
            name: 'OsPackageVulnerability',
            help: { text: `Vulnerability ${id}\nSeverity: ${severity}\nPackage: git` },
            properties: {
              'security-severity': score,
              tags: ['vulnerability', 'security', severity],
            },
          })),
          version: '0.67.0',
        },
      },
      results: findings.map(([id, severity], ruleIndex) => ({
        ruleId: id,
        ruleIndex,
        level: 'error',
        message: {
          text: `Package: git\nInstalled Version: 2.35.1-r2\nVulnerability ${id}\nSeverity: ${severity}\nFixed Version: 2.35.2-r0\nLink: [${id}](https://avd.aquasec.com/)`,
        },
      })),
      columnKind: 'utf16CodeUnits',
      properties: {
        imageID: AMD64.config,
        imageName: 'nexus.example.com/shop/checkout:7',
        repoDigests: [`nexus.example.com/shop/checkout@${AMD64.manifest}`],
        repoTags: ['nexus.example.com/shop/checkout:7'],
      },
      ...some,
    },
  ],
});
