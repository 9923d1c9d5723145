import type { JsonObject } from '../oci/json.ts';
import { diffSchema } from './diff-schema.ts';
import { findSchema } from './find-schema.ts';
import { historySchema } from './history-schema.ts';
import { holdSchema } from './hold-schema.ts';
import { rollbackSchema } from './rollback-schema.ts';
import { statusSchema } from './status-schema.ts';
import { verifySchema } from './verify-schema.ts';
import { whereSchema } from './where-schema.ts';

/** The JSON Schema of each answer; the build publishes them, the engine itself does not need them. */
export const answerSchemas: Readonly<Record<string, JsonObject>> = {
  status: statusSchema,
  history: historySchema,
  find: findSchema,
  diff: diffSchema,
  verify: verifySchema,
  where: whereSchema,
  rollback: rollbackSchema,
  hold: holdSchema,
};
