import { describe, expect, it } from 'vitest';
import { buildImage } from '../support/images/build-image.ts';
import { nexusLandscape, workspaceIn } from './landscape.ts';
import { buildAccepted, buildInQa, succeed } from './steps.ts';

const image = buildImage();
const uat = { options: { env: 'uat', dryRun: true } };

async function inQa(build: typeof buildInQa) {
  const landscape = await nexusLandscape();
  const workspace = await workspaceIn(landscape);
  await build(landscape, workspace, image);
  const seen = [landscape.devServer, landscape.prodServer].map(({ requests }) => requests.length);
  const methods = () => [
    ...new Set(
      [landscape.devServer, landscape.prodServer].flatMap(({ requests }, i) =>
        requests.slice(seen[i]).map(({ method }) => method),
      ),
    ),
  ];
  return { workspace, methods };
}

describe('a dry run', () => {
  it('shows plan and gates, says how it would end, and only reads', async () => {
    const { workspace, methods } = await inQa(buildAccepted);

    const run = await succeed(workspace, 'plan', 'promote-uat', uat);

    expect(run.log).toContain('Gates   pass  verdict: Accepted by carol');
    expect(run.log).toContain(
      'Dry run: the promotion would wait for an approval. Nothing was written to any registry.\n',
    );
    expect(await run.file('next.txt')).toBe('done');
    expect(await run.file('approval.txt')).toBeUndefined();
    expect(methods().sort()).toEqual(['GET', 'HEAD']);
  });

  it('shows a refusal, and neither fails nor records it', async () => {
    const { workspace, methods } = await inQa(buildInQa);

    const run = await succeed(workspace, 'plan', 'promote-uat', uat);

    expect(run.log).toContain('- Gate verdict: Nobody has given a verdict on this image.');
    expect(run.log).toContain('Dry run: the promotion would be refused.');
    expect(JSON.parse((await run.file('result.json')) ?? '')).toMatchObject({
      outcome: 'planned',
      next: 'refuse',
    });
    expect(methods().sort()).toEqual(['GET', 'HEAD']);
  });

  it('is nothing that could be carried out', async () => {
    const { workspace } = await inQa(buildInQa);

    const run = await workspace.run('promote', 'promote-uat', uat);

    expect(run.exitCode).toBe(64);
    expect(run.log).toContain('A dry run ends with its plan');
  });

  it('is asked for with true or false', async () => {
    const { workspace } = await inQa(buildInQa);

    const run = await workspace.run('plan', 'promote-uat', {
      options: { env: 'uat', dryRun: 'yes' },
    });

    expect(run.exitCode).toBe(64);
    expect(run.log).toContain(
      'The option `dryRun` of promoteImage is "yes", which is neither true nor false.\nWrite promoteImage(dryRun: true).',
    );
  });
});
