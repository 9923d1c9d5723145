import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { StepOutcome, Workspace } from '../support/promotion-run.ts';
import type { Registry } from '../support/registry/start-registry.ts';
import type { NexusLandscape } from './landscape.ts';

/** A password with everything that encodings change. */
export const CANARY = 'p@ss "wörd"/%+';
export const CANARIES = { dev: CANARY, prod: `${CANARY}2` };

/** A piece of a form as long as this gives the secret away. */
const PIECE = 8;
const PIECES = new Set(formsOf(CANARY).flatMap(piecesOf));

/** Names of the texts that give the password away, in whatever encoding. */
export function leaksIn(texts: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(texts)
    .filter(([, text]) => [...PIECES].some((piece) => text.includes(piece)))
    .map(([name]) => name);
}

/** Looks at everything that a run leaves behind. */
export async function expectNoLeak(
  workspace: Workspace,
  { devServer, prodServer }: NexusLandscape,
  outcomes: readonly StepOutcome[],
): Promise<void> {
  const logs = Object.fromEntries(outcomes.map(({ log }, i) => [`log ${i}`, log]));
  const texts = {
    ...logs,
    ...(await filesOf(workspace)),
    ...contentsOf('dev', devServer, 'docker-dev'),
    ...contentsOf('prod', prodServer, 'docker-prod'),
  };
  expect(leaksIn(texts)).toEqual([]);
}

async function filesOf({ folder }: Workspace): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const texts = files.map(async ({ parentPath, name }) => {
    const path = join(parentPath, name);
    return [path, await readFile(path, 'utf8')] as const;
  });
  return Object.fromEntries(await Promise.all(texts));
}

function contentsOf(name: string, { store, requests }: Registry, repository: string) {
  const { blobs, images } = store.repository(repository);
  const stored = [...blobs].map(([digest, blob]) => {
    const bytes = blob.size === 0 ? '' : blob.read(0, blob.size - 1);
    return [`${name} ${digest}`, String(bytes)] as const;
  });
  const manifests = [...images.values()].flatMap((image) => [
    ...[...image.manifests.values()].map(
      ({ digest, bytes }) => [`${name} ${digest}`, String(bytes)] as const,
    ),
    [`${name} tags`, [...image.tags.keys()].join(' ')] as const,
  ]);
  // The log keeps the scheme of `authorization` alone; every other header and address is whole.
  const asked = [`${name} requests`, JSON.stringify(requests)] as const;
  return Object.fromEntries([...stored, ...manifests, asked]);
}

function formsOf(secret: string): readonly string[] {
  return [
    secret,
    encodeURIComponent(secret),
    new URLSearchParams({ x: secret }).toString().slice(2),
    JSON.stringify(secret).slice(1, -1),
    ...[0, 1, 2].flatMap((shift) => base64Inside(secret, shift)),
  ];
}

/** What stays the same whatever stands before and after, with so many bytes over before it. */
function base64Inside(secret: string, shift: number): readonly string[] {
  const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(secret)]);
  const [from, to] = [Math.ceil((shift * 8) / 6), Math.floor((bytes.length * 8) / 6)];
  return [bytes.toString('base64').slice(from, to), bytes.toString('base64url').slice(from, to)];
}

function piecesOf(form: string): readonly string[] {
  return Array.from({ length: form.length - PIECE + 1 }, (_, i) => form.slice(i, i + PIECE));
}
