import type { RequestListener } from 'node:http';
import type { Answer } from '../answer.ts';
import type { RegistryRequest } from '../request.ts';
import type { Store } from '../store.ts';

type Maybe<Value> = Value | undefined | Promise<Value | undefined>;

/** One deviation of the registry, or of what stands before it; each member may be left out. */
export interface Behaviour {
  /** Before sign-in, as a proxy or the network would; an answer ends the request there. */
  intercept?(request: RegistryRequest, registry: Inside): Maybe<Answer>;
  /** After sign-in, in place of the registry's own answer. */
  answer?(request: RegistryRequest, registry: Inside): Maybe<Answer>;
  /** Changes whatever answer was found; undefined leaves it. */
  alter?(request: RegistryRequest, answer: Answer, registry: Inside): Maybe<Answer>;
  /** Once, before the first request; for behaviours that need a second listener. */
  start?(registry: Inside): Promise<void>;
}

/** The registry from within. */
export interface Inside {
  readonly store: Store;
  /** The registry's own answer to a request, after sign-in and without behaviours. */
  handle(request: RegistryRequest): Promise<Answer>;
  /** Opens a further origin, closed with the registry; the same scheme and another port. */
  listen(listener: RequestListener): Promise<string>;
  /** Answers `/repository/…` on such an origin, without sign-in or behaviours. */
  readonly serve: RequestListener;
}
