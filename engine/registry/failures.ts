import { Failure, oneLine } from '../failures.ts';
import type { HttpResponse } from '../http/request.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import { describeAnswer, parseErrorBody } from './error-body.ts';
import type { Access, Repository } from './repository.ts';

/** The sentence for an answer that ends what we were doing to `what`, such as "read tag 10 of". */
export function unexpectedAnswer(
  response: HttpResponse,
  access: Access,
  what: string,
  repository: Repository,
): Failure {
  const { status } = response;
  if (status === 401 && isElsewhere(response, repository)) return leadsAway(response, repository);
  if (status === 401 || status === 403) return denied(response, access, what, repository);
  const words = describeAnswer(response);
  const named = `The registry refused to let us ${what} ${repository.label} (${words}).`;
  if (status === 413) {
    return new Failure(
      'TOO_LARGE',
      'unavailable',
      named,
      'A size limit stands in the way, usually of a proxy before the registry: raise it there (nginx: client_max_body_size 0).',
    );
  }
  if (status === 404) {
    return new Failure(
      'REPOSITORY_ABSENT',
      'absent',
      named,
      'Check `url`, `prefix` and `repository` in promotion.yaml: the registry knows no such repository at this address.',
    );
  }
  if (access === 'push' && (status === 405 || /repository is read[- ]only/i.test(words))) {
    return readOnly(repository, words);
  }
  if (status === 429 || status >= 500) {
    return new Failure(
      'REGISTRY_FAULT',
      'unavailable',
      `The registry could not let us ${what} ${repository.label}, however often we asked (${words}).`,
      'Look at the log of the registry; run this again when it is well: what was copied already is kept.',
    );
  }
  if (status >= 300 && status < 400) {
    return new Failure(
      'REDIRECTED',
      'unavailable',
      `The registry answered our attempt to ${what} ${repository.label} with a redirect to ${redact(response.header('location'))} (HTTP ${status}).`,
      'Write the address that it redirects to as `url` of this registry in promotion.yaml.',
    );
  }
  return new Failure('UNEXPECTED_ANSWER', 'unavailable', named, remedyFor(response, repository));
}

function remedyFor(response: HttpResponse, { registry }: Repository): string {
  const { codes, words } = parseErrorBody(response);
  // The words of nginx and of Go's server for plain HTTP where TLS was expected.
  if (/HTTPS (port|server)/i.test(words)) {
    return `Write https://${registry.url.host} as \`url\` of ${registry.name} in promotion.yaml.`;
  }
  if (codes.length > 0) return 'These are the words of the registry: its log says more.';
  return 'Check that `url` in promotion.yaml is a Docker registry: its address answers below /v2/.';
}

function isElsewhere({ url }: HttpResponse, { registry }: Repository): boolean {
  return url.origin !== registry.url.origin;
}

/** Most often from http to https, or to another name of the same registry. */
const leadsAway = ({ url }: HttpResponse, { registry }: Repository) =>
  new Failure(
    'REDIRECTED',
    'unavailable',
    `${registry.url.origin} sent us on to ${url.origin}, which asks us to sign in (HTTP 401).`,
    `If that is the same registry, write its address as \`url\` of ${registry.name} in promotion.yaml; credentials go nowhere else.`,
  );

function denied(
  response: HttpResponse,
  access: Access,
  what: string,
  { registry, label }: Repository,
): Failure {
  const { codes, words } = parseErrorBody(response);
  const because = describeAnswer(response);
  if (/PRO-licensed|deploying to groups/i.test(words)) {
    return new Failure(
      'GROUP_REPOSITORY',
      'denied',
      `${label} is in a group repository of Nexus, which takes no pushes in this edition (${because}).`,
      'Point `repository` at the hosted repository behind the group; hosts may go on pulling from the group.',
    );
  }
  const needed = access === 'pull' ? 'read' : 'read, add and edit';
  const isSignIn = response.status === 401 && !codes.includes('DENIED');
  const remedy = isSignIn
    ? `Check user and password of that credential, and that it may ${needed} here.`
    : `Give its user the privileges ${needed} on this repository (Nexus: nx-repository-view-docker-<repository>-…).`;
  return new Failure(
    access === 'pull' ? 'PULL_DENIED' : 'PUSH_DENIED',
    'denied',
    `The registry refused to let us ${what} ${label} ${registry.session.identity} (${because}).`,
    registry.session.isAnonymous
      ? `Name a Jenkins credential as \`credentials\` of registry ${registry.name} in promotion.yaml.`
      : remedy,
  );
}

export const readOnly = (repository: Repository, words: string) =>
  new Failure(
    'READ_ONLY',
    'denied',
    `${repository.label} takes no pushes (${words}).`,
    'In Nexus, set the Deployment policy of this hosted repository to "Allow redeploy" or "Disable redeploy".',
  );

export const tagImmutable = (repository: Repository, tag: string, now: string, words: string) =>
  new Failure(
    'TAG_IMMUTABLE',
    'refused',
    `The registry does not let tag ${tag} of ${repository.label} be moved: it is at ${now} (${words}).`,
    'Use a tag that holds {build} or {version} in this environment, or, in Nexus, set the Deployment policy to "Allow redeploy".',
  );

export const newTagRefused = (repository: Repository, tag: string, words: string) =>
  new Failure(
    'NEW_TAG_REFUSED',
    'refused',
    `The registry does not let ${repository.label} have a new ${tag} (${words}).`,
    'Older releases of Nexus take no second tag on an image under "Disable redeploy": give this environment a repository of its own, update Nexus, or set the Deployment policy to "Allow redeploy".',
  );

export const contentDiffers = (repository: Repository, what: string, found: string) =>
  new Failure(
    'CONTENT_DIFFERS',
    'content',
    `${repository.label} gave other content than we asked for: ${what}, but what came is ${found}.`,
    'Nothing of it was used. Look for a proxy or cache that changes answers, or a damaged blob store in the registry.',
  );

export const oddAnswer = (repository: Repository, what: string) =>
  new Failure(
    'ODD_ANSWER',
    'unavailable',
    `${repository.label} gave an answer that no registry may give: ${what}.`,
    'Check that `url` in promotion.yaml is a Docker registry, and look for a proxy that changes headers.',
  );

export const blobAbsent = (repository: Repository, { digest }: Descriptor) =>
  new Failure(
    'BLOB_ABSENT',
    'absent',
    `The blob ${digest} of this image is missing in ${repository.label} (HTTP 404).`,
    'The image is damaged there: build and push it again. In Nexus, look whether a clean-up task removed it.',
  );

export const manifestAbsent = (repository: Repository, reference: string) =>
  new Failure(
    'MANIFEST_ABSENT',
    'absent',
    `${reference} is not in ${repository.label} (HTTP 404).`,
    'Check the digest or tag, and that the image was pushed to this repository; a clean-up may have removed it.',
  );

/** Query strings of uploads and redirects may carry credentials. */
function redact(location: string | undefined): string {
  return location === undefined ? 'nowhere' : oneLine(location.replace(/\?.*$/s, '?…'), 200);
}

/** distribution answers 500, and names no reason, where its settings do not list the address. */
export const foreignLayers = (
  repository: Repository,
  reference: string,
  url: string,
  words: string,
) =>
  new Failure(
    'FOREIGN_LAYERS_REFUSED',
    'refused',
    `${repository.label} does not take ${reference} (${words}). It has layers that stay where they are, at ${oneLine(url, 200)}, and most registries take such an image only where they are told to.`,
    'Have the registry allow that address (distribution: `validation.manifests.urls.allow` in its configuration), or build the image with layers of its own.',
  );
