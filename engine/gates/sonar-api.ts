import { Failure, oneLine } from '../failures.ts';
import { isJsonObject, type JsonObject } from '../oci/json.ts';
import { askJson } from '../web/web-answer.ts';
import type { GateContext } from './gate.ts';

export interface SonarProject {
  readonly url: string;
  readonly project: string;
  readonly branch?: string;
  readonly credentials?: string;
}

export interface Condition {
  /** Key of its metric. */
  readonly key: string;
  readonly status: string;
  /** `new_coverage is 71.2, below 80`. */
  readonly words: string;
}

export interface QualityGate {
  readonly status: string;
  readonly conditions: readonly Condition[];
  /** Conditions on coverage and duplication do not count where few lines are new. */
  readonly isLenient: boolean;
}

/** As many as SonarQube gives at once. */
const MOST_ANALYSES = 500;
const READ_BYTES = 4 * 1024 * 1024;

/**
 * The latest analysis of a commit, of the last 500.
 * @returns its key, if there is one, and what the latest analysis of all was of, as the end of a sentence
 */
export async function findAnalysis(
  context: GateContext,
  settings: SonarProject,
  commit: string,
): Promise<{ readonly key?: string; readonly latest: string }> {
  const { analyses } = await ask(context, settings, 'api/project_analyses/search', {
    project: settings.project,
    ...branchOf(settings),
    ps: String(MOST_ANALYSES),
  });
  if (!Array.isArray(analyses)) throw unusable(settings, 'lists no analyses');
  const known = analyses.filter(isJsonObject);
  const found = known.find(({ revision }) => typeof revision === 'string' && revision === commit);
  const key = found?.['key'];
  const [last] = known;
  const latest =
    last === undefined
      ? '; it has none at all'
      : `; the latest is of ${oneLine(String(last['revision'] ?? 'unknown').slice(0, 12))}`;
  return { latest, ...(typeof key === 'string' && { key }) };
}

/** @param analysis key of an analysis; the latest of the branch unless given */
export async function readQualityGate(
  context: GateContext,
  settings: SonarProject,
  analysis?: string,
): Promise<QualityGate> {
  const { projectStatus } = await ask(
    context,
    settings,
    'api/qualitygates/project_status',
    analysis === undefined
      ? { projectKey: settings.project, ...branchOf(settings) }
      : { analysisId: analysis },
  );
  if (!isJsonObject(projectStatus)) throw unusable(settings, 'tells no project status');
  const { status, conditions, ignoredConditions } = projectStatus;
  if (typeof status !== 'string') throw unusable(settings, 'tells no status of the quality gate');
  return {
    status,
    conditions: Array.isArray(conditions) ? conditions.filter(isJsonObject).map(conditionOf) : [],
    isLenient: ignoredConditions === true,
  };
}

async function ask(
  context: GateContext,
  { url, project, credentials }: SonarProject,
  path: string,
  query: Readonly<Record<string, string>>,
): Promise<JsonObject> {
  const at = new URL(path, url.endsWith('/') ? url : `${url}/`);
  for (const [name, value] of Object.entries(query)) at.searchParams.set(name, value);
  const answer = await askJson(context.sources.get, at, {
    credential: credentials,
    readBytes: READ_BYTES,
  });
  if (answer === undefined) throw projectUnknown(at, project);
  return answer;
}

function branchOf({ branch }: SonarProject): { readonly branch?: string } {
  return branch === undefined ? {} : { branch };
}

const COMPARATORS: Readonly<Record<string, string>> = { LT: 'below', GT: 'above' };

function conditionOf(condition: JsonObject): Condition {
  const text = (name: string) => {
    const value = condition[name];
    return typeof value === 'string' ? oneLine(value, 60) : '';
  };
  const [key, status, actual, limit] = ['metricKey', 'status', 'actualValue', 'errorThreshold'].map(
    text,
  ) as [string, string, string, string];
  const side = Object.hasOwn(COMPARATORS, text('comparator')) && COMPARATORS[text('comparator')];
  const isBad = status !== 'OK' && side !== false && limit !== '';
  const value = actual === '' ? 'without a value' : actual;
  return { key, status, words: `${key} is ${value}${isBad ? `, ${side} ${limit}` : ''}` };
}

const projectUnknown = (at: URL, project: string) =>
  new Failure(
    'SONAR_PROJECT_UNKNOWN',
    'absent',
    `SonarQube at ${at.host} knows no project ${oneLine(project, 100)}, or not that branch or analysis (HTTP 404).`,
    'Correct `url`, `project` or `branch` of this gate, and name `credentials` of a user who may browse the project.',
  );

const unusable = ({ url }: SonarProject, why: string) =>
  new Failure(
    'SONAR_UNUSABLE',
    'unavailable',
    `What SonarQube at ${oneLine(url, 100)} answered ${why}.`,
    'Check that `url` of this gate is the address of the server, with its path where it has one.',
  );
