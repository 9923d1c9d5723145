import type { Values } from '../web/placeholders.ts';
import type { DeployContext } from './target.ts';

/** What programs and servers are told of a deployment: see docs/deploying.md. */
export function deploymentFacts({
  image,
  environment,
  reference,
  digest,
  repository,
  tag,
  build,
  url,
  requester,
}: DeployContext): object {
  return { image, environment, reference, digest, repository, tag, build, url, requester };
}

/** What stands in the place of each of the placeholders of a target. */
export function targetValues({
  reference,
  repository,
  tag,
  digest,
  image,
  environment,
  build,
}: DeployContext): Values {
  return {
    reference,
    repository,
    tag,
    digest,
    image,
    environment,
    build: build.number,
    commit: build.commit,
  };
}
