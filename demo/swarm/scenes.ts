import type { Images } from './stage.ts';

/** One build of the demo: what happened before it, what is run, and how it must end. */
export interface Scene {
  readonly title: string;
  readonly build: number;
  /** What somebody tells Docker before, without Jenkins. */
  readonly byHand?: readonly string[];
  readonly steps: readonly SceneStep[];
  readonly ends: 'SUCCESS' | 'FAILURE';
  /** What the log has to say, so that nothing ends as expected for another reason. */
  readonly says: string;
  /** The build whose image qa runs afterwards. */
  readonly runsInQa: keyof Images;
}

export interface SceneStep {
  readonly step: 'recordImage' | 'promoteImage' | 'imageStatus';
  readonly options: Options;
}

export interface Options {
  readonly [name: string]: string | boolean | Options;
}

export const scenes = (images: Images): readonly Scene[] => [
  {
    title:
      'dev runs build 10, and nothing is known of it: it is recorded, and qa gets what dev runs',
    build: 10,
    steps: [
      { step: 'recordImage', options: { digest: images[10].digest } },
      { step: 'promoteImage', options: { env: 'qa', from: { service: 'dev_checkout' } } },
    ],
    ends: 'SUCCESS',
    says: 'Deployed: service qa_checkout on swarm: ',
    runsInQa: 10,
  },
  {
    title: 'Somebody gives qa an image that nobody promoted, and the nightly status shows it',
    build: 11,
    byHand: ['service', 'update', '--image', images[11].reference, 'qa_checkout'],
    steps: [{ step: 'imageStatus', options: { env: 'qa', live: true } }],
    ends: 'SUCCESS',
    says: 'DRIFT  Service qa_checkout on swarm runs ',
    runsInQa: 11,
  },
  {
    title:
      'Build 12 does not stay up: Swarm gives up on it, and tags and service go back to build 10',
    build: 12,
    steps: [
      { step: 'recordImage', options: { digest: images[12].digest } },
      { step: 'promoteImage', options: { env: 'qa' } },
    ],
    ends: 'FAILURE',
    says: 'went back to',
    runsInQa: 10,
  },
];

/** A step as a Jenkinsfile has it. */
export function groovyOf({ step, options }: SceneStep): string {
  return `${step}(${argumentsOf(options)})`;
}

function argumentsOf(options: Options): string {
  return Object.entries(options)
    .map(([name, value]) => `${name}: ${literal(value)}`)
    .join(', ');
}

function literal(value: Options[string]): string {
  if (typeof value === 'object') return `[${argumentsOf(value)}]`;
  return typeof value === 'string' ? `'${value}'` : String(value);
}
