import { pinnedDigest, type Task } from '../../docker/tasks.ts';
import { oneLine } from '../../failures.ts';
import type { Digest } from '../../oci/digest.ts';

const MOST_ERRORS = 3;

/** Host names of the swarm's machines by their ids. */
export type NodeNames = () => Promise<ReadonlyMap<string, string>>;

/**
 * What went wrong with tasks of an image, each error once: `task: non-zero exit (3) (swarm-1, swarm-2)`.
 * @param since version of the swarm's things; what did not change after it is an old story
 */
export async function describeTaskErrors(
  tasks: readonly Task[],
  { digest, since }: { readonly digest: Digest; readonly since: number },
  nodeNames: NodeNames,
): Promise<string | undefined> {
  const nodesOf = new Map<string, Set<string>>();
  for (const { image, version, error, nodeId } of tasks) {
    if (error === undefined || version <= since || pinnedDigest(image) !== digest) continue;
    const words = oneLine(error).replace(/[.\s]+$/, '');
    const nodes = nodesOf.get(words) ?? new Set();
    nodesOf.set(words, nodeId === undefined ? nodes : nodes.add(nodeId));
  }
  if (nodesOf.size === 0) return undefined;
  const names = await nodeNames();
  const errors = [...nodesOf].map(([words, ids]) => {
    const nodes = [...ids].map((id) => names.get(id) ?? id).sort();
    return nodes.length === 0 ? words : `${words} (${nodes.join(', ')})`;
  });
  const more = errors.length - MOST_ERRORS;
  return `${errors.slice(0, MOST_ERRORS).join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
}
