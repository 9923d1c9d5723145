import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { runCodeNarc } from '../support/codenarc/run-codenarc.ts';
import { describeWith } from '../support/parts.ts';

const VARS = join(import.meta.dirname, '..', '..', 'vars');
/** What Jenkins' interpreter cannot run, or cannot save. */
const WRONG = `
void call(List names) {
    names.sort { a, b -> a <=> b }
    Optional<String> first = Optional.empty()
    echo("\${ -> first }")
}
`;

describeWith(['java', 'mvn'], 'CodeNarc’s rules for Jenkins', () => {
  it('find nothing in vars/, and all that is wrong beside it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'promote-image vars '));
    onTestFinished(() => rm(folder, { recursive: true }));
    await cp(VARS, folder, { recursive: true });
    await writeFile(join(folder, 'wrong.groovy'), WRONG);

    const found = await runCodeNarc(folder);

    expect(found).toEqual([
      'wrong.groovy: ForbiddenCallInCpsMethod',
      'wrong.groovy: ExpressionInCpsMethodNotSerializable',
      'wrong.groovy: ClosureInGString',
    ]);
  }, 120_000);
});
