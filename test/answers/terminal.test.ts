import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../engine/cli/run.ts';
import { runProgram } from '../../engine/run-program.ts';
import { boundVariables, nexusLandscape, workspaceIn } from '../commands/landscape.ts';
import { buildInQa } from '../commands/steps.ts';
import { buildImage } from '../support/images/build-image.ts';

const image = buildImage();

describe('an answer on a terminal', () => {
  it.each([
    ['status', ['--env', 'qa', '--json']],
    ['history', ['--env=qa', '--most', '5', '--json']],
    ['find', ['--env', 'qa', '--build', '10', '--json']],
  ])('is given by %s without a request file', async (command, flags) => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);
    await buildInQa(landscape, workspace, image);
    const said = { out: '', err: '' };

    const exitCode = await run({
      argv: [command, ...flags],
      cwd: workspace.folder,
      env: boundVariables(landscape),
      dockerConfig: join(workspace.folder, 'no-docker-config.json'),
      version: '0.0.0',
      nodeVersion: '20.18.1',
      runProgram,
      clock: {
        now: () => new Date('2026-11-21T12:00:00Z'),
        random: () => 0.5,
        sleep: (ms) => new Promise((done) => setTimeout(done, Math.min(ms, 5))),
      },
      out: (text) => {
        said.out += text;
      },
      err: (text) => {
        said.err += text;
      },
    });

    expect({ exitCode, err: said.err }).toEqual({ exitCode: 0, err: '' });
    expect(JSON.stringify(JSON.parse(said.out))).toContain(image.root.digest);
  });
});
