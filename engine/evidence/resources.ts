import type { JsonObject } from '../oci/json.ts';
import { digestSet, digestsOf } from './digest-set.ts';
import { objectOf, objectsOf, textOf } from './fields.ts';
import type { RecordedResource } from './record.ts';

/** As in-toto writes it: https://github.com/in-toto/attestation/blob/v1.1.0/spec/v1/resource_descriptor.md */
export function toResource({ uri, digest }: RecordedResource): JsonObject {
  return { uri, ...(digest !== undefined && { digest: digestSet(digest) }) };
}

/** @returns undefined where it has no `uri` */
export function resourceOf(object: JsonObject, name: string): RecordedResource | undefined {
  return readResource(objectOf(object, name));
}

/** Those entries of a list that have a `uri`. */
export function resourcesOf(object: JsonObject, name: string): readonly RecordedResource[] {
  return objectsOf(object, name).flatMap((entry) => readResource(entry) ?? []);
}

function readResource(descriptor: JsonObject): RecordedResource | undefined {
  const uri = textOf(descriptor, 'uri');
  if (uri === undefined) return undefined;
  const [digest] = digestsOf(objectOf(descriptor, 'digest'));
  return { uri, ...(digest !== undefined && { digest }) };
}
