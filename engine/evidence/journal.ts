import { oddAnswer } from '../registry/failures.ts';
import type { Repository } from '../registry/repository.ts';
import { findTagsWithPrefix, listTagPage } from '../registry/tags.ts';
import { journalPrefix, labelOf } from './record-tag.ts';

/** An entry of a journal, before it is read: its label only says what it may be. */
export interface JournalTag {
  readonly tag: string;
  readonly label: string;
}

/** Names of a page; one request brings them. */
const PAGE_SIZE = 200;
const MOST_PAGES = 1_000;

/**
 * The tags of an environment's journal, newest first, page by page as they are asked for: what happened last
 * costs one request. Where a registry lists in no order, or shows none, all of its tags are looked through.
 */
export async function* journalTags(
  repository: Repository,
  environment: string,
  pageSize = PAGE_SIZE,
): AsyncGenerator<readonly JournalTag[]> {
  const prefix = journalPrefix(environment);
  let after = prefix;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const page = await listTagPage(repository, { after, pageSize });
    const tags = page?.tags ?? [];
    const isInOrder = tags.every((tag, i) => tag > (tags[i - 1] ?? after));
    const found = tags.filter((tag) => tag.startsWith(prefix));
    const last = tags.at(-1);
    // The rest of a list that goes missing is not its end.
    if (page === undefined || !isInOrder || (pages === 0 && found.length === 0)) {
      const { tags: all } = await findTagsWithPrefix(repository, prefix);
      yield ours(all.filter((tag) => tag > after));
      return;
    }
    yield ours(found);
    const isLast = page.next === undefined && page.length !== pageSize;
    if (isLast || last === undefined || !last.startsWith(prefix)) return;
    after = last;
  }
  throw oddAnswer(repository, `more than ${MOST_PAGES} pages of ${prefix} tags`);
}

/** The newest tags of an environment's journal, so many of them. */
export async function newestTags(
  repository: Repository,
  environment: string,
  most: number,
): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const page of journalTags(repository, environment, most)) {
    found.push(...page.map(({ tag }) => tag));
    if (found.length >= most) break;
  }
  return found.slice(0, most);
}

function ours(tags: readonly string[]): readonly JournalTag[] {
  return tags.flatMap((tag) => {
    const label = labelOf(tag);
    return label === undefined ? [] : [{ tag, label }];
  });
}
