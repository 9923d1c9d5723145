import { boundVariables, type Landscape, promotionYaml } from '../commands/landscape.ts';
import { approvedBy, buildAccepted, promote } from '../commands/steps.ts';
import { keyPair } from '../signing/keys.ts';
import { buildImage } from '../support/images/build-image.ts';
import { createWorkspace, type Workspace } from '../support/promotion-run.ts';

export const image = buildImage();
export const { digest } = image.root;
const key = keyPair();
const SIGNED =
  'signing: { key: records-key }\ntrust: { keys: { jenkins: { file: jenkins.pub } } }\n';
export const uat = { options: { env: 'uat', tag: '10-uat' } };
export const later = { startsAt: '2026-11-22T14:00:00Z' };

/** A job that promotes with signed records. */
export async function promotedIn(landscape: Landscape): Promise<void> {
  const workspace = await createWorkspace(`${promotionYaml(landscape)}${SIGNED}`, {
    ...boundVariables(landscape),
    PROMOTE_IMAGE_RECORDS_KEY_TOKEN: key.privatePem,
  });
  await workspace.write('jenkins.pub', key.publicPem);
  await buildAccepted(landscape, workspace, image);
  await promote(workspace, 'uat', { approvals: [approvedBy('bob')] });
}

/** A folder with the policy and the public key, and nothing else. */
export async function auditor(
  landscape: Landscape,
  env = boundVariables(landscape),
  yaml = promotionYaml(landscape),
): Promise<Workspace> {
  const workspace = await createWorkspace(`${yaml}${SIGNED}`, env, later);
  await workspace.write('jenkins.pub', key.publicPem);
  return workspace;
}
