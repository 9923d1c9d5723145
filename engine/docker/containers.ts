import type { JsonObject } from '../oci/json.ts';
import { askEngine, filterQuery, findOnEngine } from './ask.ts';
import type { DockerEngine } from './engine.ts';
import { labelsOf, listIn, memberOf, objectIn, requiredText, textOf } from './members.ts';

/** A container of one engine. */
export interface Container {
  readonly id: string;
  readonly name: string;
  /** As it was named when the container was made. */
  readonly image: string;
  /** What that was then. */
  readonly imageId: string;
  readonly labels: Readonly<Record<string, string>>;
  /** `running`, `exited` and so on. */
  readonly state: string;
}

/** Image ids of the containers that run now and have a label, by its value. @throws Failure ENGINE_REFUSED */
export async function listImageIds(
  engine: DockerEngine,
  label: string,
): Promise<ReadonlyMap<string, string>> {
  return new Map(
    (await listLabelled(engine, label)).map((json) => [
      labelsOf(json)[label] ?? '',
      requiredText(engine, json, 'ImageID'),
    ]),
  );
}

/** Containers that run now and have a label, `name=value`, or all that run. @throws Failure ENGINE_REFUSED */
export async function listContainers(
  engine: DockerEngine,
  label?: string,
): Promise<readonly Container[]> {
  // A list names an image by its id once the tag is on another, so each container is asked.
  const found = (await listLabelled(engine, label)).map((json) =>
    findContainer(engine, requiredText(engine, json, 'Id')),
  );
  return (await Promise.all(found)).filter((container) => container !== undefined);
}

/** The container of exactly that name or id, whether it runs or not. @throws Failure ENGINE_REFUSED */
export async function findContainer(
  engine: DockerEngine,
  nameOrId: string,
): Promise<Container | undefined> {
  const path = `/containers/${encodeURIComponent(nameOrId)}/json`;
  const response = await findOnEngine(engine, path);
  if (response === undefined) return undefined;
  const container = parseContainer(engine, objectIn(engine, response));
  return container.name === nameOrId || container.id === nameOrId ? container : undefined;
}

async function listLabelled(engine: DockerEngine, label?: string): Promise<readonly JsonObject[]> {
  const path = `/containers/json${label === undefined ? '' : filterQuery({ label: [label] })}`;
  return listIn(engine, await askEngine(engine, { method: 'GET', path }));
}

/** @see https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerInspect */
function parseContainer(engine: DockerEngine, json: JsonObject): Container {
  const config = memberOf(json, 'Config');
  return {
    id: requiredText(engine, json, 'Id'),
    name: requiredText(engine, json, 'Name').replace(/^\//, ''),
    image: textOf(config, 'Image') ?? '',
    imageId: requiredText(engine, json, 'Image'),
    labels: labelsOf(config),
    state: requiredText(engine, memberOf(json, 'State'), 'Status'),
  };
}
