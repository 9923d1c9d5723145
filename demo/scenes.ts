/** Answers of people to the questions of a build, in the order of asking. */
export interface Person {
  readonly user: string;
  readonly groups?: readonly string[];
  readonly values: Readonly<Record<string, string>>;
}

/** One build of the demo: what is run, who answers, and how it must end. */
export interface Scene {
  readonly title: string;
  readonly build: number;
  /** Undefined is Jenkinsfile.example. */
  readonly jenkinsfile?: string;
  /** Steps of the Jenkinsfile after the build, for a machine that cannot run Groovy. */
  readonly steps: readonly SceneStep[];
  readonly people: readonly Person[];
  readonly ends: 'SUCCESS' | 'FAILURE';
  /** What the log has to say, so that nothing ends as expected for another reason. */
  readonly says: string;
  /** What a person did outside Jenkins before this build. */
  readonly before?: 'push by hand';
}

export interface SceneStep {
  readonly step: 'recordImage' | 'promoteImage' | 'imageVerdict';
  readonly options: Readonly<Record<string, string>>;
}

const qaSays = (verdict: string, reason: string): Person => ({
  user: 'carol',
  values: { VERDICT: verdict, REASON: reason },
});
const RECORD: SceneStep = { step: 'recordImage', options: { metadata: 'build/image.json' } };
const TO_QA: SceneStep = { step: 'promoteImage', options: { env: 'qa' } };
const TO_UAT: SceneStep = { step: 'promoteImage', options: { env: 'uat' } };
const verdict = (is: string, reason: string): SceneStep => ({
  step: 'imageVerdict',
  options: { is, reason, by: 'carol' },
});
const WRONG_TOTALS = 'Totals are wrong in CHECKOUT-112';
const ALL_GOOD = 'All cases of the QA board pass';

export const scenes: readonly Scene[] = [
  {
    title: 'Build 10: QA rejects it, so it is not promoted to uat',
    build: 10,
    steps: [RECORD, TO_QA, verdict('rejected', WRONG_TOTALS), TO_UAT],
    people: [qaSays('rejected', WRONG_TOTALS)],
    ends: 'FAILURE',
    says: '- Rejected by carol',
  },
  {
    title: 'Build 11: QA accepts it, bob approves, and the same digest goes to uat',
    build: 11,
    steps: [RECORD, TO_QA, verdict('accepted', ALL_GOOD), TO_UAT],
    people: [
      qaSays('accepted', ALL_GOOD),
      { user: 'bob', groups: ['uat-leads'], values: { COMMENT: 'Release meeting of today' } },
    ],
    ends: 'SUCCESS',
    says: 'Promoted to uat: ',
  },
  {
    title: 'Later: somebody pushed over tag 11 by hand, and build 11 is promoted once more',
    build: 12,
    jenkinsfile:
      "@Library('promote-image') _\nnode {\n  checkout scm\n  promoteImage(env: 'qa', fromBuild: 11)\n}\n",
    steps: [{ step: 'promoteImage', options: { env: 'qa', fromBuild: '11' } }],
    people: [],
    ends: 'FAILURE',
    says: 'Tag 11 of ',
    before: 'push by hand',
  },
];
