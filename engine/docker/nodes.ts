import { askEngine } from './ask.ts';
import type { DockerEngine } from './engine.ts';
import { listIn, memberOf, requiredText, textOf } from './members.ts';

/** Host names of a swarm's machines by their ids. @throws Failure NOT_A_MANAGER, ENGINE_REFUSED */
export async function listNodeNames(engine: DockerEngine): Promise<ReadonlyMap<string, string>> {
  const response = await askEngine(engine, { method: 'GET', path: '/nodes' });
  return new Map(
    listIn(engine, response).map((json) => {
      const id = requiredText(engine, json, 'ID');
      return [id, textOf(memberOf(json, 'Description'), 'Hostname') ?? id];
    }),
  );
}
