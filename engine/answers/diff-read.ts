import type { Reading } from '../evidence/ledger.ts';
import type { BuildRecord } from '../evidence/record.ts';
import { describeError, Failure } from '../failures.ts';
import type { Manifest } from '../oci/manifest.ts';
import type { Environment } from '../promotion/environments.ts';
import { type ImageFacts, readImageFacts } from '../registry/image-facts.ts';
import { findManifest } from '../registry/manifests.ts';
import type { Repository } from '../registry/repository.ts';
import type { RunProgram } from '../run-program.ts';
import type { TrustedKey } from '../signing/trusted-key.ts';
import { diffImages } from './diff.ts';
import type { DiffAnswer, DiffSide } from './diff-answer.ts';
import { readCommits } from './diff-commits.ts';
import { diffPackages, readPackages } from './diff-packages.ts';
import { readEnvironmentState } from './environment-state.ts';

/** An image where it lies. */
export interface DiffPlace {
  readonly environment: string;
  readonly repository: Repository;
  readonly manifest: Manifest;
  readonly build?: BuildRecord | undefined;
}

export interface DiffRequest {
  readonly image: string;
  readonly into?: string | undefined;
  readonly before?: DiffPlace | undefined;
  readonly after: DiffPlace;
  /** Whose attestations count. */
  readonly keys: readonly TrustedKey[];
  readonly now: Date;
  readonly cwd: string;
  readonly runProgram: RunProgram;
  readonly notes?: readonly string[];
}

/** What is in an environment now, by its records; undefined where nothing is, or it is gone from there. */
export async function placeNow(
  environment: Environment,
  image: string,
  reading: Reading,
): Promise<{ readonly place?: DiffPlace; readonly notes: readonly string[] }> {
  const state = await readEnvironmentState(environment, image, reading);
  const { placed, facts, doubts, drift } = state;
  if (placed === undefined) return { notes: doubts };
  const { name, main: repository } = environment;
  const manifest = await findManifest(repository, placed.digest);
  if (manifest === undefined) {
    const gone = `${repository.label} does not have ${placed.digest} any more, which was put into ${name} last.`;
    return { notes: [...doubts, gone] };
  }
  return {
    place: { environment: name, repository, manifest, build: facts?.builds[0] },
    notes: [...doubts, ...drift.map(({ because }) => because)],
  };
}

/** Reads both images and what is known of their sources and packages; nothing is written. */
export async function readDiff(request: DiffRequest): Promise<DiffAnswer> {
  const { image, into, before, after, keys, now, cwd, runProgram } = request;
  const notes = [...(request.notes ?? [])];
  const [old, latest] = await Promise.all([before && factsOf(before), factsOf(after)]);
  const isSame = before?.manifest.descriptor.digest === after.manifest.descriptor.digest;
  const [commits, packages] = await Promise.all([
    readCommits(
      before?.build?.commit ?? labelOf(old, 'org.opencontainers.image.revision'),
      after.build?.commit ?? labelOf(latest, 'org.opencontainers.image.revision'),
      labelOf(latest, 'org.opencontainers.image.source'),
      cwd,
      runProgram,
    ),
    before === undefined || isSame ? undefined : packagesOf(before, after),
  ]);
  return {
    image,
    ...(into !== undefined && { into }),
    ...(before !== undefined && { before: sideOf(before) }),
    after: sideOf(after),
    diff: diffImages(old, latest),
    commits,
    ...(packages !== undefined && { packages }),
    notes,
  };

  /** A chart or another artifact has no platforms; its digest and records differ all the same. */
  async function factsOf({ repository, manifest }: DiffPlace): Promise<ImageFacts> {
    try {
      return await readImageFacts(repository, manifest);
    } catch (error) {
      if (!(error instanceof Failure) || error.kind !== 'content') throw error;
      notes.push(`Layers and settings are not compared: ${describeError(error)}`);
      return { digest: manifest.descriptor.digest, annotations: {}, platforms: [] };
    }
  }

  async function packagesOf(...places: readonly [DiffPlace, DiffPlace]) {
    try {
      const [left, right] = await Promise.all(
        places.map(({ repository, manifest }) => readPackages(repository, manifest, keys, now)),
      );
      if (left !== undefined && right !== undefined) return diffPackages(left, right);
      const without = [left, right].flatMap((one, i) =>
        one === undefined ? (places[i] ?? []) : [],
      );
      const names = without.map(({ environment }) => environment).join(' and in ');
      notes.push(
        `Packages are not compared: no bill of materials (SPDX or CycloneDX) that a trusted key signed, or its builder put in, is on the image in ${names}.`,
      );
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      notes.push(`Packages are not compared: ${describeError(error)}`);
    }
    return undefined;
  }
}

function labelOf(facts: ImageFacts | undefined, name: string): string | undefined {
  return facts?.platforms[0]?.labels[name] ?? facts?.annotations[name];
}

function sideOf({ environment, repository, manifest, build }: DiffPlace): DiffSide {
  const { number, job, url, commit, version } = build ?? {};
  return {
    digest: manifest.descriptor.digest,
    repository: repository.label,
    environment,
    ...(build !== undefined && {
      build: {
        ...(number !== undefined && { number }),
        ...(job !== undefined && { job }),
        ...(url !== undefined && { url }),
        ...(commit !== undefined && { commit }),
        ...(version !== undefined && { version }),
      },
    }),
  };
}
