import type { DockerEngine } from '../../docker/engine.ts';
import type { Service } from '../../docker/service.ts';
import { findService, listServices } from '../../docker/services.ts';
import { Failure } from '../../failures.ts';
import { fillText } from '../../web/placeholders.ts';

/** Which services of a swarm run the image. */
export interface ServiceChoice {
  readonly service?: string | readonly string[];
  readonly label?: string;
}

const MOST_NAMES = 20;

/**
 * The services in the order of their names in promotion.yaml; those of a label in that of the alphabet.
 * @throws Failure SERVICE_UNNAMED, SERVICE_ABSENT, NOT_A_MANAGER
 */
export async function pickServices(
  engine: DockerEngine,
  choice: ServiceChoice,
  image: string,
): Promise<readonly Service[]> {
  const { service, label } = filled(choice, image);
  if ((service === undefined) === (label === undefined)) throw unnamed(label !== undefined);
  if (label !== undefined) {
    const labelled = await listServices(engine, label);
    if (labelled.length === 0) throw await absent(engine, `no service labelled ${label}`);
    return [...labelled].sort((a, b) => (a.name < b.name ? -1 : 1));
  }
  const picked: Service[] = [];
  for (const name of [service ?? []].flat()) {
    const found = await findService(engine, name);
    if (found === undefined) throw await absent(engine, `no service ${name}`);
    picked.push(found);
  }
  return picked;
}

/** With the image in the place of {image}, and the last part of its name in that of {name}. */
export function filled({ service, label }: ServiceChoice, image: string): ServiceChoice {
  const values = { image, name: image.slice(image.lastIndexOf('/') + 1) };
  const names = [service ?? []].flat().map((name) => fillText(name, values));
  return {
    ...(service !== undefined && { service: names }),
    ...(label !== undefined && { label: fillText(label, values) }),
  };
}

const unnamed = (isBoth: boolean) =>
  new Failure(
    'SERVICE_UNNAMED',
    'configuration',
    isBoth
      ? 'A target of kind `swarm` names services by `service` and by `label`.'
      : 'A target of kind `swarm` names no service.',
    'Write either `service`, a name or a list of names, or `label` in promotion.yaml.',
  );

async function absent(engine: DockerEngine, what: string): Promise<Failure> {
  const names = (await listServices(engine)).map(({ name }) => name).sort();
  const more = names.length > MOST_NAMES ? ', …' : '';
  const known = `${names.slice(0, MOST_NAMES).join(', ')}${more}`;
  return new Failure(
    'SERVICE_ABSENT',
    'absent',
    `There is ${what} on ${engine.name} (${engine.address}); ${names.length === 0 ? 'it has none' : `it has ${known}`}.`,
    'Correct the name in promotion.yaml; a service of a stack is named <stack>_<service>. New services are created by docker service create or docker stack deploy.',
  );
}
