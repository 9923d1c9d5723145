import { expect, it } from 'vitest';
import type { PromotionRecord } from '../../engine/evidence/record.ts';
import { steady } from '../commands/landscape.ts';
import { image, other, type Story, story } from './verify-history.ts';

export const DESCRIBED = `sha256:${'1'.repeat(12)}`;
export const NO_RECORD =
  /- No record that counts says that \S+ was put into uat at \S+, only into dev, qa\./;

/** One way to get an image past a deploy script, and each reason that it meets. */
export interface Cheat {
  readonly name: string;
  readonly how: (told: Story) => Promise<unknown> | unknown;
  readonly options?: Readonly<Record<string, string>>;
  readonly answer: readonly (string | RegExp)[];
}

/** Every cheat is refused for its own reasons, and for no other. */
export function refuses(cheats: readonly Cheat[]): void {
  it.each(cheats)('refuses $name', async ({ how, options, answer }) => {
    const told = await story();
    await how(told);

    const outcome = await told.verify(options);

    const message = (await outcome.file('message.txt')) ?? '';
    const read = steady(message, told.landscape, [image, other]);
    const reasons = read.split('\n').filter((line) => line.startsWith('- '));
    expect(outcome.exitCode, outcome.log).toBe(20);
    expect(reasons).toHaveLength(answer.length);
    for (const [i, sentence] of answer.entries()) {
      if (typeof sentence === 'string') expect(reasons).toContain(sentence);
      else expect(reasons[i]).toMatch(sentence);
    }
  });
}

export function change({ history }: Story, changes: Partial<PromotionRecord>): void {
  if (history.uat !== undefined) history.uat = { ...history.uat, ...changes };
}
