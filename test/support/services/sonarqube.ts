import { type Account, type Service, startService } from './service.ts';

/** One analysis of a project. */
export interface Analysis {
  readonly key: string;
  readonly branch?: string;
  readonly revision?: string;
  readonly status: string;
  readonly conditions?: readonly Condition[];
  readonly ignoredConditions?: boolean;
}

export interface Condition {
  readonly metricKey: string;
  readonly status: string;
  readonly comparator?: 'LT' | 'GT';
  readonly errorThreshold?: string;
  readonly actualValue?: string;
}

/** A SonarQube with projects by key, the latest analysis first. */
export function startSonarQube(
  projects: Readonly<Record<string, readonly Analysis[]>>,
  account?: Account,
): Promise<Service> {
  return startService(({ pathname, searchParams }) => {
    const of = (project: string | null, branch: string | null) =>
      projects[project ?? '']?.filter((analysis) => (analysis.branch ?? null) === branch);

    if (pathname === '/sonar/api/project_analyses/search') {
      const analyses = of(searchParams.get('project'), searchParams.get('branch'));
      if (analyses === undefined) return unknown();
      const shown = analyses.map(({ key, revision }) => ({
        key,
        date: '2026-11-21T09:00:00+0000',
        events: [],
        ...(revision !== undefined && { revision }),
      }));
      const paging = { pageIndex: 1, pageSize: 500, total: shown.length };
      return { body: { paging, analyses: shown } };
    }
    if (pathname !== '/sonar/api/qualitygates/project_status') return undefined;
    const id = searchParams.get('analysisId');
    const found =
      id === null
        ? of(searchParams.get('projectKey'), searchParams.get('branch'))?.[0]
        : Object.values(projects)
            .flat()
            .find(({ key }) => key === id);
    if (found === undefined) return unknown();
    const { status, conditions = [], ignoredConditions = false } = found;
    return { body: { projectStatus: { status, conditions, ignoredConditions, periods: [] } } };
  }, account);
}

const unknown = () => ({ status: 404, body: { errors: [{ msg: 'Component key not found' }] } });
