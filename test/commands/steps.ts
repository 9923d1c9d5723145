import { expect } from 'vitest';
import type { BuiltImage } from '../support/images/built-image.ts';
import type { StepInput, StepOutcome, Workspace } from '../support/promotion-run.ts';
import { type Landscape, push } from './landscape.ts';

/** A text with the lines joined that were broken to fit a log. */
export function unwrapped(text: string): string {
  return text.replace(/\n +/g, ' ');
}

/** What `input` returns when somebody filled the form in. */
export function approvedBy(name: string, comment = '') {
  return { PROMOTE_IMAGE_APPROVER: name, COMMENT: comment };
}

/** Runs a step that has to succeed. */
export async function succeed(
  workspace: Workspace,
  command: string,
  runName: string,
  input: StepInput = {},
): Promise<StepOutcome> {
  const outcome = await workspace.run(command, runName, input);
  expect(outcome.exitCode, outcome.log).toBe(0);
  return outcome;
}

/** promoteImage: plan, then promote with whatever `input` would return. */
export async function promote(
  workspace: Workspace,
  env: string,
  { options = {}, jenkins = {}, approvals }: StepInput = {},
): Promise<StepOutcome> {
  const input = { options: { env, ...options }, jenkins };
  await succeed(workspace, 'plan', `promote-${env}`, input);
  return succeed(workspace, 'promote', `promote-${env}`, {
    ...input,
    ...(approvals !== undefined && { approvals }),
  });
}

/** A build: pushes the image, and records it. */
export async function build(
  landscape: Landscape,
  workspace: Workspace,
  image: BuiltImage,
  number = '10',
): Promise<void> {
  await push(landscape.dev, image, [number]);
  await succeed(workspace, 'record', 'record', {
    options: { digest: image.root.digest },
    jenkins: { buildNumber: number },
  });
}

/** A build that has come as far as qa. */
export async function buildInQa(
  landscape: Landscape,
  workspace: Workspace,
  image: BuiltImage,
  number = '10',
): Promise<void> {
  await build(landscape, workspace, image, number);
  await promote(workspace, 'qa', { jenkins: { buildNumber: number } });
}

/** A build that was accepted in qa. */
export async function buildAccepted(
  landscape: Landscape,
  workspace: Workspace,
  image: BuiltImage,
  number = '10',
): Promise<void> {
  await buildInQa(landscape, workspace, image, number);
  await succeed(workspace, 'verdict', 'verdict', {
    options: { is: 'accepted', by: 'carol' },
    jenkins: { buildNumber: number },
  });
}
