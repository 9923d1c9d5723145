import { promotionSchema } from '../config/schema.ts';
import { gates } from '../gates/index.ts';

/** The JSON Schema of promotion.yaml with every gate that there is. */
export const configurationSchema = promotionSchema(gates);
