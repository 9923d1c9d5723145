import type { FailureKind } from '../failures.ts';
import type { Clock } from '../http/request.ts';
import { registryChecks, repositoryChecks } from './index.ts';
import { greet, type RegistryUnderTest } from './registry-subject.ts';
import type { RepositorySubject } from './repository-subject.ts';
import { type CheckResult, runChecks } from './run-checks.ts';

/** An environment to be checked; `sources` of its repositories are the main ones of `from`. */
export interface EnvironmentUnderTest {
  readonly name: string;
  readonly from: readonly string[];
  /** The first is the main one. */
  readonly repositories: readonly RepositorySubject[];
}

export interface RegistryDiagnosis {
  readonly name: string;
  readonly url: string;
  readonly checks: readonly CheckResult[];
}

export interface RepositoryDiagnosis {
  readonly repository: string;
  readonly checks: readonly CheckResult[];
}

export interface EnvironmentDiagnosis {
  readonly name: string;
  readonly from: readonly string[];
  readonly repositories: readonly RepositoryDiagnosis[];
}

export interface Diagnosis {
  readonly registries: readonly RegistryDiagnosis[];
  readonly environments: readonly EnvironmentDiagnosis[];
}

/** Asks every question of this folder; repositories of a registry that failed are left alone. */
export async function diagnose(
  registries: readonly RegistryUnderTest[],
  environments: readonly EnvironmentUnderTest[],
  clock: Clock,
): Promise<Diagnosis> {
  const refusedAccounts = new Set<string>();
  const greetings = await Promise.all(registries.map(greet));
  const checked: RegistryDiagnosis[] = [];
  // One after the other, so that an account which one of them refused is not tried at the next.
  for (const [i, registry] of registries.entries()) {
    const greeting = greetings[i] ?? (await greet(registry));
    const subject = { ...registry, greeting, refusedAccounts, clock };
    const checks = await runChecks(registryChecks, subject);
    checked.push({ name: registry.name, url: registry.url.href.replace(/\/$/, ''), checks });
  }
  const broken = new Set(checked.filter(hasFailed).map(({ name }) => name));
  return {
    registries: checked,
    environments: await Promise.all(
      environments.map(async ({ name, from, repositories }) => ({
        name,
        from,
        repositories: await Promise.all(repositories.map((one) => diagnoseRepository(one, broken))),
      })),
    ),
  };
}

async function diagnoseRepository(
  subject: RepositorySubject,
  broken: ReadonlySet<string>,
): Promise<RepositoryDiagnosis> {
  const { registry, label } = subject.repository;
  const blockedBy = broken.has(registry.name) ? `registry ${registry.name}` : undefined;
  return { repository: label, checks: await runChecks(repositoryChecks, subject, blockedBy) };
}

function hasFailed({ checks }: { readonly checks: readonly CheckResult[] }): boolean {
  return checks.some(({ outcome }) => outcome === 'fail');
}

/** One `from` of one environment, and whether a promotion along it would go through. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly works: boolean;
}

export function edgesOf({ environments }: Diagnosis): readonly Edge[] {
  const isReadable = (name: string) => {
    const [main] = environments.find((one) => one.name === name)?.repositories ?? [];
    return main?.checks.some(({ check, outcome }) => check === 'read' && outcome === 'ok') === true;
  };
  return environments.flatMap(({ name, from, repositories }) => {
    const isWritable = repositories.every(({ checks }) =>
      checks.every(({ outcome }) => outcome === 'ok' || outcome === 'note'),
    );
    return from.map((source) => ({
      from: source,
      to: name,
      works: isWritable && isReadable(source),
    }));
  });
}

const GRAVEST_FIRST: readonly FailureKind[] = [
  'denied',
  'unavailable',
  'configuration',
  'absent',
  'content',
  'refused',
  'usage',
];

/** The kind of the most serious finding; undefined where nothing failed. */
export function gravestKind({ registries, environments }: Diagnosis): FailureKind | undefined {
  const results = [...registries, ...environments.flatMap((one) => one.repositories)];
  const kinds = results.flatMap(({ checks }) =>
    checks.flatMap((check) => (check.outcome === 'fail' ? [check.kind] : [])),
  );
  return GRAVEST_FIRST.find((kind) => kinds.includes(kind));
}
