// Built by `npm run build`.
import type { ErrorObject } from 'ajv';

/** Checks a promotion.yaml that was read; what it found wrong is in `errors` until the next call. */
declare const validate: {
  (data: unknown): boolean;
  errors?: readonly ErrorObject[] | null;
};
export { validate };
export default validate;
