import { goBinary } from '../../test/support/servers/go-binary.ts';
import { AT_A_TIME } from '../tools/peer.ts';

/** Whose records are read. */
export interface Wanted {
  /** `http://host:port` */
  readonly url: string;
  readonly repository: string;
  readonly digest: string;
}

/** A way to the records of one digest. */
export interface Reader {
  readonly name: string;
  /** The tool that it needs; none for ours. */
  readonly tool?: string;
  command(wanted: Wanted): readonly string[];
  /** Found once in its output for each record. */
  readonly shows: RegExp;
}

/** Built by scripts/bench.mjs from bench/records/read-program.ts. */
const OURS = [process.execPath, 'build/read-records.cjs'];
const REGCTL = goBinary('regctl');
const CRANE = goBinary('crane');
const EACH = `xargs -P ${AT_A_TIME} -I{}`;

/** The first is ours: what the others are set against. */
export const readers: readonly Reader[] = [
  {
    name: 'promote-image, a range',
    command: ({ url, repository, digest }) => [...OURS, url, repository, digest],
    shows: / is a /g,
  },
  {
    name: 'promote-image, all tags',
    command: ({ url, repository, digest }) => [...OURS, url, repository, digest, 'everything'],
    shows: / is a /g,
  },
  {
    name: 'regctl artifact list',
    tool: 'regctl',
    command: (wanted) => ['sh', '-ec', listed(wanted)],
    shows: /sha256:/g,
  },
  {
    name: 'regctl artifact list, get each',
    tool: 'regctl',
    command: (wanted) => {
      const get = `${regctl(wanted)} artifact get ${labelOf(wanted)}@{}`;
      return ['sh', '-ec', `${listed(wanted)} | ${EACH} ${get}`];
    },
    shows: /"predicateType"/g,
  },
  {
    name: 'crane ls, manifest of each',
    tool: 'crane',
    command: (wanted) => {
      const label = labelOf(wanted);
      const ours = `grep '^${wanted.digest.replace(':', '-')}\\.'`;
      return [
        'sh',
        '-ec',
        `${CRANE} ls ${label} | ${ours} | ${EACH} ${CRANE} manifest ${label}:{}`,
      ];
    },
    shows: /"artifactType"/g,
  },
];

function listed(wanted: Wanted): string {
  const format = `'{{range .Descriptors}}{{println .Digest}}{{end}}'`;
  const command = `artifact list ${labelOf(wanted)}@${wanted.digest} --format ${format}`;
  return `${regctl(wanted)} ${command} | grep .`;
}

function regctl({ url }: Wanted): string {
  return `${REGCTL} --host reg=${new URL(url).host},tls=disabled`;
}

function labelOf({ url, repository }: Wanted): string {
  return `${new URL(url).host}/${repository}`;
}
