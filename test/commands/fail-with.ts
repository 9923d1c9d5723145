import { expect } from 'vitest';
import { buildImage } from '../support/images/build-image.ts';
import { createWorkspace, type StepInput, type Workspace } from '../support/promotion-run.ts';
import { CANARIES, expectNoLeak } from './canary.ts';
import { allTags } from './contents.ts';
import {
  boundVariables,
  type NexusLandscape,
  type NexusOptions,
  nexusLandscape,
  promotionYaml,
  steady,
} from './landscape.ts';
import { approvedBy, buildAccepted, succeed } from './steps.ts';

export const image = buildImage();
export const other = buildImage({ seed: 'other' });
export const NOWHERE = `sha256:${'9'.repeat(64)}`;
const uat: StepInput = { options: { env: 'uat' }, approvals: [approvedBy('bob')] };

/** One way to fail, after an image was built and accepted. */
export interface Trial {
  readonly landscape?: NexusOptions;
  /** What goes wrong after the plan was made. */
  readonly spoil?: (workspace: Workspace, landscape: NexusLandscape) => Promise<void> | void;
  readonly command?: string;
  readonly step?: StepInput;
  readonly env?: (landscape: NexusLandscape) => Readonly<Record<string, string>>;
}

/** Runs into the failure; checks what all failures have in common, and returns what the reader is told. */
export async function failWith(exitCode: number, trial: Trial): Promise<string> {
  const landscape = await nexusLandscape({ passwords: CANARIES, ...trial.landscape });
  const workspace = await createWorkspace(promotionYaml(landscape), {
    ...boundVariables(landscape),
    ...trial.env?.(landscape),
  });
  await buildAccepted(landscape, workspace, image);
  await trial.spoil?.(workspace, landscape);
  const before = await allTags(landscape);

  const outcome = await workspace.run(trial.command ?? 'promote', 'failing', trial.step ?? uat);

  const message = await outcome.file('message.txt');
  expect(outcome.exitCode, outcome.log).toBe(exitCode);
  expect(outcome.log.trimEnd().endsWith(message ?? 'no message')).toBe(true);
  expect(JSON.parse((await outcome.file('result.json')) ?? '')).toMatchObject({
    outcome: 'failed',
    message,
  });
  expect(await allTags(landscape)).toEqual(before);
  await expectNoLeak(workspace, landscape, [outcome]);
  return steady(message ?? '', landscape, [image, other]).replaceAll(
    workspace.folder,
    '/workspace',
  );
}

/** Plans the promotion that is to fail. */
export const planned = (workspace: Workspace) =>
  succeed(workspace, 'plan', 'failing', { options: { env: 'uat' } });

/** Writes promotion.yaml with one text in the place of another. */
export const edited =
  (from: string | RegExp, to: string) => (workspace: Workspace, landscape: NexusLandscape) =>
    workspace.write('promotion.yaml', promotionYaml(landscape).replace(from, to));
