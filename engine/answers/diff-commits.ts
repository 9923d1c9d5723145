import { oneLine } from '../failures.ts';
import type { RunProgram } from '../run-program.ts';

/** A commit as people read it. */
export interface Commit {
  readonly id: string;
  readonly author: string;
  readonly subject: string;
}

/** The source between two images. */
export interface CommitDiff {
  readonly before?: string;
  readonly after?: string;
  /** Where git knew both, newest first. */
  readonly added?: readonly Commit[];
  /** Commits that only the image before has: promoting takes them away. */
  readonly removed?: readonly Commit[];
  /** There are more of either than are listed. */
  readonly isCut?: boolean;
  /** Page of the forge that shows the difference. */
  readonly link?: string;
}

const MOST_COMMITS = 50;
const TIMEOUT_MS = 15_000;
/** Long enough to be one commit only, for people and forges. */
const SHORT = 12;
const COMMIT = /^[0-9a-f]{7,64}$/;

/**
 * Lists the commits between, where the workspace holds the history of both; else there are the two ids and, of a
 * known forge, a link.
 * @param repository as the image names its source; anybody's word
 */
export async function readCommits(
  before: string | undefined,
  after: string | undefined,
  repository: string | undefined,
  cwd: string,
  runProgram: RunProgram,
): Promise<CommitDiff> {
  const [old, now] = [before, after].map((id) => (COMMIT.test(id ?? '') ? id : undefined));
  const ids = {
    ...(old !== undefined && { before: old }),
    ...(now !== undefined && { after: now }),
  };
  if (old === undefined || now === undefined || old === now) return ids;
  const link = compareLink(repository, old, now);
  const known = { ...ids, ...(link !== undefined && { link }) };
  // In a shallow clone a log would end anywhere; with a common ancestor it does not.
  const base = await git(['merge-base', old, now]);
  if (base === undefined) return known;
  const [added, removed] = await Promise.all([log(`${old}..${now}`), log(`${now}..${old}`)]);
  if (added === undefined || removed === undefined) return known;
  return {
    ...known,
    added: added.slice(0, MOST_COMMITS),
    removed: removed.slice(0, MOST_COMMITS),
    isCut: Math.max(added.length, removed.length) > MOST_COMMITS,
  };

  async function log(range: string): Promise<readonly Commit[] | undefined> {
    const format = `--format=%H%x1f%an%x1f%s%x1e`;
    const most = `--max-count=${MOST_COMMITS + 1}`;
    const text = await git(['log', '--no-decorate', '--no-color', format, most, range, '--']);
    return text?.split('\u001e').flatMap((entry) => {
      const [id = '', author = '', subject = ''] = entry.trim().split('\u001f');
      return id === ''
        ? []
        : [{ id, author: oneLine(author, 100), subject: oneLine(subject, 200) }];
    });
  }

  async function git(args: readonly string[]): Promise<string | undefined> {
    const { exitCode, stdout } = await runProgram('git', args, { cwd, timeoutMs: TIMEOUT_MS });
    return exitCode === 0 ? stdout : undefined;
  }
}

const ADDRESS =
  /^(?:(?:https?|ssh|git):\/\/)?(?:[\w.-]+@)?([a-z0-9.-]+)(?::\d+)?[:/]([\w.~-]+(?:\/[\w.~-]+)+?)\/?$/i;

/** The page that compares two commits, of a forge whose addresses are known. */
export function compareLink(
  repository: string | undefined,
  before: string,
  after: string,
): string | undefined {
  const [, host = '', path = ''] = ADDRESS.exec(repository ?? '') ?? [];
  const name = host.toLowerCase();
  if (path.split('/').includes('..')) return undefined;
  const base = `https://${name}/${path.replace(/\.git$/, '')}`;
  const [old, now] = [before, after].map((id) => id.slice(0, SHORT));
  if (name === 'github.com' || name === 'codeberg.org' || name.startsWith('gitea.')) {
    return `${base}/compare/${old}...${now}`;
  }
  if (name === 'gitlab.com' || name.startsWith('gitlab.')) {
    return `${base}/-/compare/${old}...${now}`;
  }
  if (name === 'bitbucket.org') return `${base}/branches/compare/${now}%0D${old}`;
  return undefined;
}
