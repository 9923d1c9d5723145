import type { DockerEngine } from '../docker/engine.ts';
import type { Clock, HttpResponse } from '../http/request.ts';
import type { Digest } from '../oci/digest.ts';
import type { RunProgram } from '../run-program.ts';
import type { WebCredential } from '../web/web-credential.ts';

/** How a deployment ended: see the deployment record. */
export type DeployOutcome =
  | { readonly state: 'succeeded'; readonly message: string; readonly replaced?: Digest }
  | {
      /** `failed`: what runs is not certain; `rolled-back`: what ran before runs again. */
      readonly state: 'failed' | 'rolled-back';
      readonly message: string;
      readonly remedy: string;
      readonly replaced?: Digest;
    };

/** A web request of a target. */
export interface TargetRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Id of a Jenkins credential that the target named in `credentials`; only sent to the URL's own origin. */
  readonly credential?: string;
  readonly readBytes?: number;
  /** Sent once whatever comes of it; else repeated where the server is busy or the connection breaks. */
  readonly isOnce?: boolean;
}

/** What a target may have done for it. */
export interface DeploySources {
  /** Follows a redirect of a GET, within the origin where a credential goes along. @throws Failure when there is no answer, or no such credential */
  send(request: TargetRequest): Promise<HttpResponse>;
  /** A secret text that the target named in `credentials`. @throws Failure CREDENTIALS_ABSENT */
  secret(id: string): string;
  /** A host of promotion.yaml, opened once. @throws Failure */
  engine(host: string): Promise<DockerEngine>;
  /** With what hosts sign in where they pull; undefined where nobody has to. */
  pullCredentials(): Promise<{ readonly username: string; readonly password: string } | undefined>;
  /** Programs see our environment without what Jenkins bound for us, and what `env` of their options adds. */
  readonly runProgram: RunProgram;
  /** Absolute path of the workspace. */
  readonly workspace: string;
  readonly clock: Clock;
}

/** Everything that a target may look at. */
export interface DeployContext {
  readonly image: string;
  readonly environment: string;
  readonly digest: Digest;
  /** `host/name`, where hosts pull. */
  readonly repository: string;
  /** The first of the environment's tags, which is at the digest. */
  readonly tag: string;
  /** `host/name:tag@sha256:…`. */
  readonly reference: string;
  /** Host of the environment's `runsOn`, for targets that name none. */
  readonly host?: string;
  readonly build: { readonly number?: string; readonly job?: string; readonly commit?: string };
  /** Page of the Jenkins build that asks. */
  readonly url?: string;
  readonly requester?: string;
  /** The same whenever this deployment is tried again, and for no other. */
  readonly key: string;
  /** Nothing is changed; the message says what would be. */
  readonly isDryRun: boolean;
  readonly sources: DeploySources;
  /** Ends with the target's time limit. */
  readonly signal: AbortSignal;
  /** A line for the log. */
  readonly print: (line: string) => void;
}

/** JSON Schema of a target's settings, published as part of promotion.schema.json; `kind` is added there. */
export interface TargetSettings {
  readonly type: 'object';
  readonly description: string;
  readonly required?: readonly string[];
  readonly properties: Readonly<Record<string, object>>;
}

/** One way to tell hosts what to run; one that throws has failed. Trying again changes nothing that is done already. */
export interface DeployTarget<Settings> {
  readonly kind: string;
  /** What it names runs one image, which two of a release set cannot share. */
  readonly isOfOneImage?: true;
  readonly settings: TargetSettings;
  /** Credentials that it needs, for Jenkins to bind; none unless said. */
  credentials?(settings: Settings): readonly WebCredential[];
  /** What it runs, in records and logs: `service shop_checkout on swarm-qa`. */
  nameOf(settings: Settings, host: string | undefined, image: string): string;
  deploy(context: DeployContext, settings: Settings): Promise<DeployOutcome>;
  /** Puts back what ran before, where it can; `context.digest` is that image. Deploys it like any other unless said. */
  restore?(context: DeployContext, settings: Settings): Promise<DeployOutcome>;
  /** What is wrong with what runs now, as a clause, asked again and again while it soaks; only where it can tell. */
  findProblem?(context: DeployContext, settings: Settings): Promise<string | undefined>;
}
