import type { Repository } from '../registry/repository.ts';
import { listTagPage, listTags } from '../registry/tags.ts';
import { type Check, note, ok } from './check.ts';
import type { RepositorySubject } from './repository-subject.ts';

/** From here on, reading all tags for each look at the records of one image is worth a word. */
const MANY_TAGS = 10_000;
const PAGE = 200;

/** Can a part of the tags be listed (`last`), and is the whole list whole? Records are found by their tags. */
export const tagListing: Check<RepositorySubject> = {
  name: 'tag listing',
  needs: ['read'],

  async find({ repository }) {
    const found = new Set<string>();
    for await (const tag of listTags(repository)) found.add(tag);
    // As bytes, which is how the specification wants them: https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#listing-tags
    const tags = [...found].sort();
    if (tags.length === 0) return ok('there is nothing to list yet');
    const missing = await findBeyond(repository, tags);
    if (missing > 0) {
      return note(
        `incomplete: after ${counted(tags.length)} the list ends without a Link, and ${missing === PAGE ? 'at least ' : ''}${missing} more are there.`,
        'Records could be overlooked. Report this to the maker of the registry, and look for a proxy that drops the header Link.',
      );
    }
    return describeRange(tags.length, await tryRange(repository, tags));
  },
};

/** Tags that the registry names when asked for what comes after the last one of its list. */
async function findBeyond(repository: Repository, tags: readonly string[]): Promise<number> {
  const last = tags.at(-1);
  if (last === undefined) return 0;
  const page = await listTagPage(repository, { after: last, pageSize: PAGE });
  return page?.tags.filter((tag) => !tags.includes(tag)).length ?? 0;
}

type Range = 'works' | 'ignored' | 'refused' | 'odd' | 'too few tags';

/** Asks from a name on that is no tag itself, as a search for records does. */
async function tryRange(repository: Repository, tags: readonly string[]): Promise<Range> {
  const after = `${tags[Math.floor((tags.length - 1) / 2)] ?? ''}-`;
  const wanted = tags.filter((tag) => tag > after);
  if (wanted.length === 0 || wanted.length === tags.length) return 'too few tags';
  const page = await listTagPage(repository, { after, pageSize: PAGE });
  if (page === undefined) return 'refused';
  if (page.tags.join() === wanted.slice(0, page.tags.length).join() && page.tags.length > 0) {
    return 'works';
  }
  return page.tags.some((tag) => tag <= after) ? 'ignored' : 'odd';
}

function describeRange(tags: number, range: Range) {
  const all = `each look at the records of an image lists all ${counted(tags)}`;
  switch (range) {
    case 'works':
      return ok(`complete (${counted(tags)}), and a part can be listed`);
    case 'too few tags':
      return ok(`complete (${counted(tags)}), too few to see whether a part can be listed`);
    default: {
      const why = {
        ignored: '`last` is ignored',
        refused: '`last` is answered 404 unless it is a tag',
        odd: '`last` is not answered in the order of the specification',
      }[range];
      if (tags < MANY_TAGS) return ok(`complete; ${why}, so ${all}`);
      return note(
        `complete; ${why}, so ${all}.`,
        'Have old images and their records deleted by a clean-up policy of the registry, or use a repository for each image.',
      );
    }
  }
}

function counted(tags: number): string {
  return `${tags} tag${tags === 1 ? '' : 's'}`;
}
