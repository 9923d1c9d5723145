import { failure } from '../answer.ts';
import { isWrite } from '../request.ts';
import type { Behaviour } from './behaviour.ts';

/** Makes a repository a group: reads go to its members in turn, pushes are refused as the open edition does. */
export function groupRepository(name: string, members: readonly string[]): Behaviour {
  return {
    async answer(request, registry) {
      if (request.repository !== name || request.route.kind === 'ping') return undefined;
      if (isWrite(request)) {
        return failure(403, 'DENIED', 'Deploying to groups is a PRO-licensed feature.');
      }
      for (const repository of members) {
        const answer = await registry.handle({ ...request, repository });
        if (answer.status !== 404) return answer;
      }
      return undefined;
    },
  };
}
