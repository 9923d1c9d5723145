import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Answer } from '../support/jenkinsfile.ts';
import { describeWith } from '../support/parts.ts';
import { type Restarts, restartEverywhere } from '../support/restarted-build.ts';
import { ranEngine } from '../vars/promoting.ts';

const EXAMPLE = join(import.meta.dirname, '..', '..', 'Jenkinsfile.example');
const LIMIT_MS = 180_000;
const TWO_APPROVE: readonly Answer[] = [
  { user: 'bob', values: { COMMENT: 'fine' } },
  { user: 'carol', groups: ['uat-leads'], values: { COMMENT: 'me too' } },
];

function expectTheSame({ whole, ended, reached }: Restarts): void {
  for (const outcome of ended) expect(outcome).toEqual(whole);
  for (const { steps, saves, inputs, log } of reached) {
    expect(steps).toEqual(whole.steps.slice(0, steps.length));
    expect(saves).toEqual(whole.saves.slice(0, saves.length));
    expect(inputs).toEqual(whole.inputs.slice(0, inputs.length));
    expect(whole.log.startsWith(log)).toBe(true);
  }
}

describeWith(['java', 'mvn'], 'a restart of Jenkins, wherever the build stands,', () => {
  it(
    'leaves Jenkinsfile.example as it would have been, and promotes nothing twice',
    async () => {
      const restarts = await restartEverywhere({
        jenkinsfile: await readFile(EXAMPLE, 'utf8'),
        source: {
          'promotion.yaml': '{ "plan": "approve", "people": 2 }',
          'build-image': '#!/bin/sh\nmkdir -p build && echo {} > build/image.json\n',
        },
        inputs: [...TWO_APPROVE, { user: 'dave', values: { REASON: 'works' } }, ...TWO_APPROVE],
      });

      expect(ranEngine(restarts.whole)).toEqual([
        'record on agent-1',
        'plan on agent-2',
        'promote on agent-3',
        'verdict on agent-4',
        'plan on agent-5',
        'promote on agent-6',
      ]);
      expect(restarts.whole.saves.filter((save) => save === 'during input')).toHaveLength(5);
      expect(restarts.ended.length).toBeGreaterThan(15);
      expect(restarts.reached.length).toBeGreaterThan(150);
      expectTheSame(restarts);
    },
    LIMIT_MS,
  );
});
