import type { PageContent, PageGate, PageImage } from '../../engine/reports/page-content.ts';

export const PASS: PageGate = {
  kind: 'order',
  mode: 'refuse',
  outcome: 'pass',
  because: 'The image went to dev, then qa.',
};
export const FAIL: PageGate = {
  kind: 'user',
  mode: 'refuse',
  outcome: 'fail',
  because: 'The image has to run as a user other than root.',
  remedy: 'Put USER 10001 at the end of the Dockerfile, and promote the image of a new build.',
};

/** A promotion of build 10 to uat. */
export function content(changes: Partial<PageContent> = {}): PageContent {
  return {
    headline: 'It waits for an approval.',
    environment: 'uat',
    images: [pageImage()],
    approvals: [],
    at: new Date('2026-11-21T10:02:00Z'),
    url: 'https://jenkins.example.com/job/shop/10/',
    ...changes,
  };
}

export function pageImage(changes: Partial<PageImage> = {}): PageImage {
  return {
    image: 'shop/checkout',
    environment: 'uat',
    requestedBy: 'alice',
    change: 'CHG-4711',
    candidate: {
      digest: `sha256:${'1'.repeat(64)}`,
      source: 'the record of build 10 in this workspace',
      platforms: ['linux/amd64', 'linux/arm64'],
      build: {
        number: '10',
        job: 'shop',
        url: 'https://jenkins.example.com/job/shop/10/',
        commit: '9fceb02d0ae598e95dc970b74767f19372d61af8',
        branch: 'main',
        recordedBy: 'alice',
        recordedAt: '2026-11-21T10:01:00Z',
      },
    },
    from: { environment: 'qa', repository: 'nexus.example.com:8082/shop/checkout-qa' },
    destinations: [
      {
        repository: 'nexus.example.com/docker-prod/shop/checkout',
        tags: [{ name: '10-uat' }, { name: 'latest-uat', now: `sha256:${'2'.repeat(64)}` }],
      },
    ],
    gates: [PASS],
    approval: {
      submitters: ['uat-leads'],
      atLeast: 1,
      excluded: [{ who: 'alice', why: 'asked for this promotion' }],
    },
    policy: { file: 'promotion.yaml', digest: `sha256:${'3'.repeat(64)}` },
    notes: [],
    reasons: [],
    advice: '',
    ...changes,
  };
}
