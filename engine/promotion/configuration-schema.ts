import { promotionSchema } from '../config/schema.ts';
import { targets } from '../deploy/index.ts';
import { recordForms } from '../evidence/kinds/index.ts';
import { gates } from '../gates/index.ts';

/** The JSON Schema of promotion.yaml with every gate, and every kind of record, that there is. */
export const configurationSchema = promotionSchema(gates, targets, Object.keys(recordForms));
