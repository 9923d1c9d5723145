import { describeError, Failure } from '../failures.ts';

/** What is missing or damaged is no reason to stop, and is told in words; what the registry could not say is one. */
export async function orWords<Result>(read: () => Promise<Result>): Promise<Result | string> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Failure && ['content', 'absent'].includes(error.kind)) {
      return describeError(error).replace(/\.$/, '');
    }
    throw error;
  }
}
