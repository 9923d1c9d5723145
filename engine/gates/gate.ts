/** A finding of a gate: `error` means that it could not tell, and refuses as `fail` does. */
export type GateOutcome =
  | { readonly outcome: 'pass'; readonly because: string }
  | { readonly outcome: 'fail' | 'error'; readonly because: string; readonly remedy: string };

/** A QA mark on the digest, latest first in lists. */
export interface VerdictFact {
  readonly is: 'accepted' | 'rejected' | 'revoked';
  readonly by: string;
  readonly at: Date;
  readonly reason?: string;
}

/** Everything that a gate may look at; all of it was read, and checked, before. */
export interface GateContext {
  /** Environment that the image would enter. */
  readonly environment: string;
  readonly digest: string;
  readonly verdicts: readonly VerdictFact[];
  /** The Jenkins build that made the image, as its build record says. */
  readonly build: { readonly number?: string; readonly url?: string; readonly result?: string };
  /** The Jenkins build that asks for the promotion. */
  readonly requestedIn: {
    readonly number?: string;
    readonly url?: string;
    readonly result?: string;
  };
  readonly now: Date;
}

/** JSON Schema of a gate's settings, published as part of promotion.schema.json; `kind` is added there. */
export interface SettingsSchema {
  readonly type: 'object';
  readonly description: string;
  readonly required?: readonly string[];
  readonly properties: Readonly<Record<string, object>>;
}

/** One check before a promotion; a gate that throws has outcome `error`. */
export interface Gate<Settings> {
  readonly kind: string;
  readonly settings: SettingsSchema;
  evaluate(context: GateContext, settings: Settings): Promise<GateOutcome>;
}
