import { age } from './age.ts';
import { approvals } from './approvals.ts';
import { artifact } from './artifact.ts';
import { attestation } from './attestation.ts';
import { baseImage } from './base-image.ts';
import { buildResult } from './build-result.ts';
import { changeTicket } from './change-ticket.ts';
import { command } from './command.ts';
import { freeze } from './freeze.ts';
import type { Gate } from './gate.ts';
import { http } from './http.ts';
import { labels } from './labels.ts';
import { order } from './order.ts';
import { platforms } from './platforms.ts';
import { ports } from './ports.ts';
import { sbom } from './sbom.ts';
import { scan } from './scan.ts';
import { signature } from './signature.ts';
import { size } from './size.ts';
import { soakTime } from './soak-time.ts';
import { sonar } from './sonar.ts';
import { stages } from './stages.ts';
import { testResults } from './test-results.ts';
import { user } from './user.ts';
import { verdict } from './verdict.ts';

/** Every kind of gate. */
export const gates: readonly Gate<never>[] = [
  age,
  approvals,
  artifact,
  attestation,
  baseImage,
  buildResult,
  changeTicket,
  command,
  freeze,
  http,
  labels,
  order,
  platforms,
  ports,
  sbom,
  scan,
  signature,
  size,
  soakTime,
  sonar,
  stages,
  testResults,
  user,
  verdict,
];
