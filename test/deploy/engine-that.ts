import type { DockerEngine } from '../../engine/docker/engine.ts';

/** An engine of a swarm with one service, `checkout`, that runs `image`; it is asked and changes nothing. */
export function engineThatRuns(image: string): DockerEngine {
  const service = {
    ID: 's1',
    Version: { Index: 7 },
    Spec: {
      Name: 'checkout',
      Labels: { 'com.docker.stack.namespace': 'shop' },
      TaskTemplate: { ContainerSpec: { Image: image } },
      Mode: { Replicated: { Replicas: 1 } },
    },
  };
  const answers: readonly (readonly [RegExp, unknown])[] = [
    [/^\/services\/checkout$/, service],
    [/^\/services(\?|$)/, [service]],
    [/^\/(tasks|nodes|containers\/json)/, []],
  ];
  return {
    name: 'swarm-uat',
    address: 'unix:///run/docker.sock',
    async send({ path }) {
      const answer = answers.find(([pattern]) => pattern.test(path))?.[1];
      const body = Buffer.from(JSON.stringify(answer ?? { message: `${path} not found` }));
      return { status: answer === undefined ? 404 : 200, header: () => undefined, body };
    },
    close: async () => {},
  };
}
