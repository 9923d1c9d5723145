import type { RunningThing } from '../../../config/configuration.ts';
import type { RunningImage } from '../../../docker/what-runs.ts';
import { Failure, oneLine } from '../../../failures.ts';
import { shortDigest } from '../../../oci/digest.ts';

/** `service checkout`. */
export function nameOfThing({ kind, name }: RunningThing): string {
  return `${kind === 'project' ? 'Compose project' : kind} ${oneLine(name, 100)}`;
}

export const nowhereRuns = (sources: readonly string[]) =>
  new Failure(
    'HOSTS_UNKNOWN',
    'configuration',
    `It is not known where ${sources.join(' or ')} runs, so nobody can be asked what does.`,
    'Name its Docker hosts: `hosts:` in promotion.yaml, and one of them as `runsOn` of that environment.',
  );

export const runsNothing = (
  thing: RunningThing,
  hosts: readonly string[],
  states: readonly string[],
) =>
  new Failure(
    'RUNS_NOTHING',
    'absent',
    states.length === 0
      ? `There is no ${nameOfThing(thing)} on ${hosts.join(' or ')}.`
      : `${capital(nameOfThing(thing))} on ${hosts.join(' or ')} runs nothing now (${[...new Set(states)].join(', ')}).`,
    'Check the name, and that it runs; or name the image by `fromBuild:`, `digest:` or `tag:`.',
  );

/** Each digest with who runs it, so that a person sees which node is behind. */
export function runsSeveral(
  thing: RunningThing,
  image: string,
  running: readonly { readonly one: RunningImage; readonly digest: string }[],
): Failure {
  const digests = [...new Set(running.map(({ digest }) => digest))];
  const lines = digests.map((digest) => {
    const places = running
      .filter((found) => found.digest === digest)
      .map(({ one }) => placeOf(one));
    return `  ${shortDigest(digest)}: ${counted(places)}`;
  });
  return new Failure(
    'RUNS_SEVERAL',
    'refused',
    [
      `${capital(nameOfThing(thing))} runs ${digests.length} images of ${image} at once:`,
      ...lines,
    ].join('\n'),
    'An update is under way, or nodes took different images for one tag. Wait until it has converged, or name one image by `digest:`.',
  );
}

export const runsUnproven = (
  thing: RunningThing,
  label: string,
  running: readonly RunningImage[],
) =>
  new Failure(
    'RUNS_UNPROVEN',
    'refused',
    [
      `It cannot be proven which digest of ${label} ${nameOfThing(thing)} runs:`,
      ...counted(
        running.map((one) => `${placeOf(one)} runs ${oneLine(one.image, 200)}`),
        '\n',
      )
        .split('\n')
        .map((line) => `  ${line}`),
    ].join('\n'),
    'A tag may have moved since it was pulled. Deploy by digest (the `swarm` target does), name the host of that node in `runsOn`, or name the image by `digest:`.',
  );

export const runsOther = (
  thing: RunningThing,
  running: readonly RunningImage[],
  names: readonly string[],
) =>
  new Failure(
    'RUNS_OTHER',
    'refused',
    `${capital(nameOfThing(thing))} runs ${[...new Set(running.map(({ image }) => oneLine(image, 200)))].join(', ')}, which is not of ${names.join(' or ')}.`,
    'Check the name, and `repository` and `pullFrom` of that environment in promotion.yaml: they say where its images are, as its hosts spell it.',
  );

function placeOf({ name, node }: RunningImage): string {
  return node === undefined ? name : `${name} on ${node}`;
}

/** Each once, with how often. */
function counted(places: readonly string[], separator = ', '): string {
  return [...new Set(places)]
    .map((place) => {
      const times = places.filter((other) => other === place).length;
      return times === 1 ? place : `${place} (${times} tasks)`;
    })
    .join(separator);
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
