import type { EvidenceRecord, RecordForm } from '../record.ts';
import { approvalForm } from './approval.ts';
import { buildForm } from './build.ts';
import { deploymentForm } from './deployment.ts';
import { holdForm } from './hold.ts';
import { promotionForm } from './promotion.ts';
import { refusalForm } from './refusal.ts';
import { rollbackForm } from './rollback.ts';
import { testResultForm } from './test-result.ts';
import { verdictForm } from './verdict.ts';

type FormOf<Kind extends EvidenceRecord['kind']> = RecordForm<
  Extract<EvidenceRecord, { readonly kind: Kind }>
>;

/** Every kind of record. */
export const recordForms: { readonly [Kind in EvidenceRecord['kind']]: FormOf<Kind> } = {
  build: buildForm,
  'test-result': testResultForm,
  verdict: verdictForm,
  approval: approvalForm,
  refusal: refusalForm,
  promotion: promotionForm,
  rollback: rollbackForm,
  hold: holdForm,
  deployment: deploymentForm,
};
