import { onTestFinished } from 'vitest';
import { hexOf, shortDigest } from '../../engine/oci/digest.ts';
import { startDockerRegistry } from '../support/docker-registry.ts';
import type { BuiltImage } from '../support/images/built-image.ts';
import { pushImage } from '../support/images/push-image.ts';
import { createWorkspace, type Workspace } from '../support/promotion-run.ts';
import type { Address } from '../support/registry/address.ts';
import type { Registry, RegistryOptions } from '../support/registry/start-registry.ts';
import { started } from '../support/registry/started.ts';
import type { WritePolicy } from '../support/registry/write-policy.ts';

/** One registry of the landscape, as promotion.yaml names it. */
export interface Place {
  readonly url: string;
  readonly prefix?: string;
  readonly credentials?: { readonly username: string; readonly password: string };
}

/** The registry that builds push to, and the one that production pulls from. */
export interface Landscape {
  readonly dev: Place;
  readonly prod: Place;
}

export interface NexusLandscape extends Landscape {
  readonly devServer: Registry;
  readonly prodServer: Registry;
}

export const PASSWORDS = { dev: 'dev-secret', prod: 'prod-secret' };

export interface NexusOptions {
  readonly address?: Address;
  readonly signIn?: 'basic' | 'bearer';
  /** Of the production repository; `ALLOW_ONCE` when left out. */
  readonly writePolicy?: WritePolicy;
  readonly passwords?: typeof PASSWORDS;
  readonly prod?: RegistryOptions;
}

/** Two Nexus-shaped servers with a user each. */
export async function nexusLandscape(options: NexusOptions = {}): Promise<NexusLandscape> {
  const { address = 'port', signIn = 'basic', writePolicy = 'ALLOW_ONCE' } = options;
  const { passwords = PASSWORDS } = options;
  const start = (name: 'dev' | 'prod', more: RegistryOptions) =>
    started({
      address,
      signIn,
      users: { [name]: { password: passwords[name] } },
      ...more,
    });
  const devServer = await start('dev', { repositories: { 'docker-dev': {} } });
  const prodServer = await start('prod', {
    repositories: { 'docker-prod': { writePolicy } },
    ...options.prod,
  });
  const place = (name: 'dev' | 'prod', server: Registry): Place => {
    const prefix = server.prefix(`docker-${name}`);
    return {
      url: server.url(`docker-${name}`),
      ...(prefix !== undefined && { prefix }),
      credentials: { username: name, password: passwords[name] },
    };
  };
  return { devServer, prodServer, dev: place('dev', devServer), prod: place('prod', prodServer) };
}

/** Two processes of Debian's docker-registry with a user each. */
export async function dockerLandscape(): Promise<Landscape> {
  const [dev, prod] = await Promise.all(
    (['dev', 'prod'] as const).map(async (name): Promise<Place> => {
      const registry = await startDockerRegistry({ users: { [name]: PASSWORDS[name] } });
      onTestFinished(registry.close);
      return { url: registry.url, credentials: { username: name, password: PASSWORDS[name] } };
    }),
  );
  if (dev === undefined || prod === undefined) throw new Error('Two registries were to start.');
  return { dev, prod };
}

/** The usual way of an image: dev and qa on one registry, uat on the other, with a verdict and an approval. */
export const USUAL_ENVIRONMENTS = `
  dev: { repository: 'dev/{image}', tags: ['{build}'] }
  qa:
    from: dev
    repository: dev/{image}-qa
    tags: ['{build}', latest-qa]
    gates: [{ kind: build-result }]
  uat:
    from: qa
    repository: prod/{image}
    tags: ['{build}-uat']
    gates: [{ kind: verdict }]
    approval: { submitters: [uat-leads], notBy: [requester] }
`;

/** @param environments what stands below `environments:`; registries are called dev and prod */
export function promotionYaml(
  { dev, prod }: Landscape,
  environments = USUAL_ENVIRONMENTS,
  image = 'shop/checkout',
): string {
  const registry = (name: string, { url, prefix, credentials }: Place) =>
    `  ${name}: ${JSON.stringify({ url, ...(prefix && { prefix }), ...(credentials && { credentials: `nexus-${name}` }) })}\n`;
  return `image: ${image}\nregistries:\n${registry('dev', dev)}${registry('prod', prod)}environments:${environments}`;
}

/** What Jenkins binds for the two credentials. */
export function boundVariables({ dev, prod }: Landscape): Readonly<Record<string, string>> {
  const bound = (name: string, { credentials }: Place) =>
    credentials === undefined
      ? {}
      : {
          [`PROMOTE_IMAGE_NEXUS_${name}_USERNAME`]: credentials.username,
          [`PROMOTE_IMAGE_NEXUS_${name}_PASSWORD`]: credentials.password,
        };
  return { ...bound('DEV', dev), ...bound('PROD', prod) };
}

/** A workspace whose promotion.yaml is about the landscape. */
export function workspaceIn(landscape: Landscape, environments?: string): Promise<Workspace> {
  return createWorkspace(promotionYaml(landscape, environments), boundVariables(landscape));
}

export function push(
  place: Place,
  image: BuiltImage,
  tags: readonly string[] = [],
  repository = 'shop/checkout',
) {
  return pushImage({ ...place, repository }, image, tags);
}

/** Text with ports, paths and digests that differ from run to run in the place of which stand fixed ones. */
export function steady(
  text: string,
  { dev, prod }: Landscape,
  images: readonly BuiltImage[] = [],
): string {
  const digests = images.flatMap(({ root }, i) => {
    const plain = String(i + 1).repeat(64);
    return [
      [hexOf(root.digest), plain],
      [shortDigest(root.digest), shortDigest(`sha256:${plain}`)],
    ] as const;
  });
  return [
    ...digests,
    [new URL(dev.url).host, 'dev.example.com'] as const,
    [new URL(prod.url).host, 'prod.example.com'] as const,
  ].reduce((result, [from, to]) => result.replaceAll(from, to), text);
}
