import { command } from './command.ts';
import { jenkinsJob } from './jenkins-job.ts';
import { stack } from './stack.ts';
import { swarm } from './swarm.ts';
import type { DeployTarget } from './target.ts';
import { webhook } from './webhook.ts';

/** Every way to tell hosts what to run. */
export const targets: readonly DeployTarget<never>[] = [command, jenkinsJob, stack, swarm, webhook];
