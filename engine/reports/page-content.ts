/** A gate with what it found. */
export interface PageGate {
  readonly kind: string;
  readonly name?: string;
  readonly mode: 'refuse' | 'warn';
  readonly outcome: 'pass' | 'fail' | 'error';
  readonly because: string;
  readonly remedy?: string;
  readonly forced?: { readonly by: string; readonly reason: string };
}

/** What the page shows of one image; a plan has all of it but the reasons. */
export interface PageImage {
  readonly image: string;
  readonly environment: string;
  readonly requestedBy?: string;
  readonly change?: string;
  readonly candidate: {
    readonly digest: string;
    readonly source: string;
    readonly platforms: readonly string[];
    readonly build: {
      readonly number?: string;
      readonly job?: string;
      readonly url?: string;
      readonly commit?: string;
      readonly branch?: string;
      readonly recordedBy?: string;
      readonly recordedAt?: string;
    };
  };
  readonly from: { readonly environment: string; readonly repository: string };
  readonly destinations: readonly {
    readonly repository: string;
    readonly tags: readonly {
      readonly name: string;
      readonly now?: string;
    }[];
  }[];
  /** Who is told when the tags are in place, and how each took it. */
  readonly hosts?: readonly {
    readonly target: string;
    readonly state: string;
    readonly message?: string;
  }[];
  readonly gates: readonly PageGate[];
  readonly approval?: {
    readonly submitters: readonly string[];
    readonly atLeast: number;
    readonly excluded: readonly { readonly who: string; readonly why: string }[];
  };
  readonly policy: { readonly file: string; readonly digest: string };
  readonly notes: readonly string[];
  /** Why it is refused, that to be seen to first in front; empty where it is not. */
  readonly reasons: readonly {
    readonly gate?: string;
    readonly because: string;
    readonly remedy: string;
  }[];
  /** Where to begin, where that matters; else empty. */
  readonly advice: string;
}

export interface PageApproval {
  readonly by: string;
  readonly comment?: string;
}

/** Everything on the page. */
export interface PageContent {
  /** How it ended, or what it waits for, in a sentence. */
  readonly headline: string;
  readonly environment: string;
  readonly images: readonly PageImage[];
  /** By those whom Jenkins asked. */
  readonly approvals: readonly PageApproval[];
  readonly at: Date;
  /** Page of the Jenkins build that asks. */
  readonly url?: string;
}
