import type { JsonObject } from '../oci/json.ts';
import { approvalSchema } from './kinds/approval.ts';
import { buildSchema } from './kinds/build.ts';
import { deploymentSchema } from './kinds/deployment.ts';
import { holdSchema } from './kinds/hold.ts';
import { promotionSchema } from './kinds/promotion.ts';
import { refusalSchema } from './kinds/refusal.ts';
import { rollbackSchema } from './kinds/rollback.ts';
import { testResultSchema } from './kinds/test-result.ts';
import { verdictSchema } from './kinds/verdict.ts';
import type { EvidenceRecord } from './record.ts';

/** The JSON Schema of each kind's predicate; the build publishes them, the engine itself does not need them. */
export const recordSchemas: { readonly [Kind in EvidenceRecord['kind']]: JsonObject } = {
  build: buildSchema(),
  'test-result': testResultSchema(),
  verdict: verdictSchema(),
  approval: approvalSchema(),
  refusal: refusalSchema(),
  promotion: promotionSchema(),
  rollback: rollbackSchema(),
  hold: holdSchema(),
  deployment: deploymentSchema(),
};
