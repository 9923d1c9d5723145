import { resolve } from 'node:path';
import { goBinary } from '../../test/support/servers/go-binary.ts';
import { AT_A_TIME } from '../tools/peer.ts';
import { BUILDS, SERVICES } from './publish-answers.ts';

/** A question, by us or by the commands that people use. */
export interface Question {
  readonly name: string;
  /** The tool that it needs; none for ours. */
  readonly tool?: string;
  /** @param host of the registry, with its port */
  readonly script: (host: string) => string;
  /** Found so many times in a right answer. */
  readonly shows: readonly [RegExp, number];
}

const REPOSITORY = 'shop/checkout-qa';

const ours = (command: string, shows: Question['shows']): Question => ({
  name: command,
  script: () =>
    `exec ${process.execPath} ${resolve('resources/promote-image/engine.cjs')} ${command}`,
  shows,
});

const REGCTL = goBinary('regctl');

/** About one repository; the first is what the others are set against. */
export const aboutOne: readonly Question[] = [
  ours('status --env qa', [/^ {2}qa {3}1000 /gm, 1]),
  ours('history --env qa', [/build \d+ promoted from dev/g, 20]),
  ours('history --build 500', [/ by (?:alice|carol)/g, 3]),
  ours('find --env qa --verdict accepted --newest 1', [/^ {2}998 /gm, 1]),
  ours('find --env qa --verdict rejected', [/rejected by carol/g, 10]),
  ours('find --env qa --build 500', [/^ {2}500 /gm, 1]),
  {
    name: 'regctl, digest of each build',
    tool: 'regctl',
    script: (host) => {
      const regctl = `${REGCTL} --host reg=${host},tls=disabled`;
      return compareEach(
        `${regctl} tag ls ${host}/${REPOSITORY}`,
        (tag) => `${regctl} image digest ${host}/${REPOSITORY}:${tag}`,
      );
    },
    shows: [/^build 1000$/gm, 1],
  },
  {
    name: 'skopeo, inspection of each build',
    tool: 'skopeo',
    script: (host) => {
      const image = `docker://${host}/${REPOSITORY}`;
      return compareEach(
        `skopeo list-tags --tls-verify=false ${image} | tr -d ' ",'`,
        (tag) =>
          `skopeo inspect --no-tags --tls-verify=false --format '{{.Digest}}' ${image}:${tag}`,
      );
    },
    shows: [/^build 1000$/gm, 1],
  },
];

/** About every image of a release set. */
export const aboutSet: readonly Question[] = [
  ours('status --set release.txt', [/^ {2}qa {3}1 /gm, SERVICES]),
  ours('find --env qa --build 1 --set release.txt', [/^ {2}1 /gm, SERVICES]),
];

/** Tags alone tell which build an environment has by its digest only. */
function compareEach(list: string, digestOf: (tag: string) => string): string {
  const compare = `test "$(${digestOf('{}')})" != "$now" || echo build {}`;
  return [
    `export now=$(${digestOf('latest-qa')})`,
    `${list} | grep -xE '[0-9]{1,${String(BUILDS).length}}' > builds`,
    `xargs -P ${AT_A_TIME} -I{} sh -c ${quoted(compare)} < builds`,
  ].join('\n');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
