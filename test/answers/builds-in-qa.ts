import { nexusLandscape, steady, workspaceIn } from '../commands/landscape.ts';
import { build, promote } from '../commands/steps.ts';
import { buildImage } from '../support/images/build-image.ts';
import type { Workspace } from '../support/promotion-run.ts';
import { WITH_LATEST } from './environments-with-latest.ts';

export const ten = buildImage({ seed: '10' });
export const eleven = buildImage({ seed: '11' });
export const stranger = buildImage({ seed: 'stranger' });
export const images = [ten, eleven, stranger];

/** Builds 10 and 11 came to qa, one after the other. */
export async function inQa(environments = WITH_LATEST) {
  const landscape = await nexusLandscape({ writePolicy: 'ALLOW' });
  const workspace = await workspaceIn(landscape, environments);
  for (const [image, number] of [
    [ten, '10'],
    [eleven, '11'],
  ] as const) {
    await build(landscape, workspace, image, number);
    await promote(workspace, 'qa', { options: { fromBuild: number } });
  }
  // How often the clock is looked at is nobody's business.
  const text = (log: string | undefined) =>
    steady(log ?? '', landscape, images).replace(/\.\d{3}Z/g, 'Z');
  return { landscape, workspace, text };
}

export const goBack = (workspace: Workspace, options: object = {}) =>
  workspace.run('rollback', 'rollback-qa', {
    options: { env: 'qa', reason: 'Totals are wrong.', by: 'erin', ...options },
  });
