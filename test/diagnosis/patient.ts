import { KNOWN_BLOB, KNOWN_BYTES } from '../../engine/diagnosis/known-blob.ts';
import { buildImage } from '../support/images/build-image.ts';
import { seedImage } from '../support/images/seed-image.ts';
import type { Behaviour } from '../support/registry/behaviours/behaviour.ts';
import type { Registry, RegistryOptions } from '../support/registry/start-registry.ts';
import { started } from '../support/registry/started.ts';
import { type DoctorOutcome, runDoctor } from './run-doctor.ts';
import { expectUntouched, watchUploads } from './untouched.ts';

/** One entry of `checks` in the JSON. */
export interface Checked {
  readonly check: string;
  readonly outcome: string;
  readonly finding?: string;
  readonly remedy?: string;
  readonly kind?: string;
  readonly by?: string;
}

export interface Examination extends DoctorOutcome {
  /** A check of the registry, or of an environment. */
  check(where: 'nexus' | 'dev' | 'qa', name: string): Checked | undefined;
}

/** A registry with an image in dev, nothing in qa, and a promotion.yaml that leads from one to the other. */
export interface Patient {
  readonly registry: Registry;
  /** Runs the doctor, and makes sure that everything is as it was before. */
  examine(changes?: PatientChanges): Promise<Examination>;
  /** What a first recording leaves: the blob that the doctor knows. */
  recordSomething(): void;
}

export interface PatientChanges {
  readonly url?: string;
  readonly password?: string;
  /** Further members of the registry in promotion.yaml. */
  readonly members?: Readonly<Record<string, unknown>>;
  readonly tags?: readonly string[];
  /** Path of the repository of qa. */
  readonly qa?: string;
  readonly flags?: readonly string[];
  /** How many uploads the registry does not let anybody end; none when left out. */
  readonly openUploads?: number;
}

export const PASSWORD = 'a secret of the test';

export async function patient(
  behaviours: readonly Behaviour[] = [],
  options: RegistryOptions = {},
): Promise<Patient> {
  const uploads = watchUploads();
  const registry = await started({
    repositories: { docker: {} },
    users: { jenkins: { password: PASSWORD } },
    ...options,
    behaviours: [...behaviours, uploads],
  });
  const repositories = Object.keys(options.repositories ?? { docker: {} });
  seedImage(registry.store, 'docker', 'shop/checkout', buildImage(), ['1', '2', '3']);

  return {
    registry,
    recordSomething: () => registry.store.putBlob('docker', KNOWN_BLOB.digest, KNOWN_BYTES),
    async examine(changes = {}) {
      const { url, password = PASSWORD, members, tags, qa } = changes;
      const { flags = ['--json'], openUploads = 0 } = changes;
      const prefix = registry.prefix('docker');
      const yaml = JSON.stringify({
        image: 'shop/checkout',
        registries: {
          nexus: {
            url: url ?? registry.url('docker'),
            credentials: 'nexus',
            ...(prefix !== undefined && { prefix }),
            ...members,
          },
        },
        environments: {
          dev: { repository: 'nexus/{image}', tags: ['{build}'] },
          qa: { from: 'dev', repository: qa ?? 'nexus/{image}-qa', tags: tags ?? ['{build}'] },
        },
      });
      const env = {
        PROMOTE_IMAGE_NEXUS_USERNAME: 'jenkins',
        PROMOTE_IMAGE_NEXUS_PASSWORD: password,
      };
      const watched = [{ registry, repositories, uploads, openUploads }];
      const outcome = await expectUntouched(watched, () => runDoctor(yaml, env, flags));
      return { ...outcome, check: (where, name) => findCheck(outcome.out, where, name) };
    },
  };
}

interface Document {
  readonly registries: readonly { readonly name: string; readonly checks: readonly Checked[] }[];
  readonly environments: readonly {
    readonly name: string;
    readonly repositories: readonly { readonly checks: readonly Checked[] }[];
  }[];
}

function findCheck(out: string, where: string, name: string): Checked | undefined {
  const { registries, environments } = JSON.parse(out) as Document;
  const places = [
    ...registries,
    ...environments.map((one) => ({ name: one.name, checks: one.repositories[0]?.checks ?? [] })),
  ];
  return places.find((place) => place.name === where)?.checks.find(({ check }) => check === name);
}
