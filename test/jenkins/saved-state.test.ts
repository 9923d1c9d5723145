import { expect, it } from 'vitest';
import { type BuildOutcome, runJenkinsfile } from '../support/jenkinsfile.ts';
import { describeWith } from '../support/parts.ts';
import { BOB, OUTSIDE, source } from '../vars/promoting.ts';
import { situation } from './situation.ts';

const LIMIT = 64_000;
const IMAGES = ['shop/cart', 'shop/checkout', 'mail/sender', 'mail/queue'];
const IN_PARALLEL = `
  def promote = [:]
  ${JSON.stringify(IMAGES)}.each { image -> promote[image] = { promoteImage(env: 'uat', image: image) } }
  parallel promote`;

/** Jenkins writes the program at each step, and goes on with the one in memory. */
const run = (jenkinsfile: string): Promise<BuildOutcome> =>
  runJenkinsfile({
    jenkinsfile,
    source: source({ plan: 'approve' }),
    inputs: IMAGES.map(() => BOB),
    restarts: false,
  });

describeWith(['java', 'mvn'], 'what Jenkins saves of the program', () => {
  it.each([
    ['a promotion', OUTSIDE],
    ['four promotions in parallel', IN_PARALLEL],
    ['a declarative pipeline', situation('agent-none')],
  ])('stays small in %s', async (_, jenkinsfile) => {
    const build = await run(jenkinsfile);

    expect(build.error).toBeNull();
    expect(build.maxStateBytes).toBeGreaterThan(1_000);
    expect(build.maxStateBytes).toBeLessThan(LIMIT);
  });

  it('grows little by a promotion in each cell of a matrix', async () => {
    const matrix = situation('matrix').replace("'eu', 'us'", "'eu', 'us', 'ap'");
    const promotion = /promoteImage\(.*?\)/;

    const build = await run(matrix);
    const without = await run(matrix.replace(promotion, "node { sh 'true' }"));

    expect(build.error ?? without.error).toBeNull();
    expect(build.inputs).toHaveLength(3);
    expect(without.inputs).toEqual([]);
    expect(build.maxStateBytes - without.maxStateBytes).toBeLessThan(LIMIT / 2);
  });
});
