import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readRequest, runJenkinsfile } from '../support/jenkinsfile.ts';
import { describeWith } from '../support/parts.ts';

const EXAMPLE = join(import.meta.dirname, '../../docs/examples/Jenkinsfile.drift');

const run = (how: object) =>
  runJenkinsfile({
    jenkinsfile: readFileSync(EXAMPLE, 'utf8'),
    source: { 'promotion.yaml': JSON.stringify(how) },
    vars: { emailext: `def call(Map mail) { echo "MAIL \${mail.to}: \${mail.subject}" }` },
    buildNumber: 7,
    jobName: 'shop-drift',
  });

describeWith(['java', 'mvn'], 'Jenkinsfile.drift', () => {
  it('asks the hosts, and mails nobody where all is as recorded', async () => {
    const build = await run({});

    expect(build.result).toBe('SUCCESS');
    expect(readRequest(build)).toMatchObject({
      command: 'status',
      options: { live: true, drift: 'UNSTABLE' },
    });
    expect(build.log).not.toContain('MAIL');
  });

  it('is unstable where something is not, and mails that', async () => {
    const message = '1 thing not as recorded:\n- shop/checkout in qa: …';

    const build = await run({ fails: { status: { status: 20, message } } });

    expect(build.result).toBe('UNSTABLE');
    expect(build.log).toContain(`ERROR: ${message}\n`);
    expect(build.log).toContain('MAIL release-managers@example.com: Drift: shop-drift 7\n');
  });

  it('fails where a host could not be asked, and mails that, too', async () => {
    const build = await run({ fails: { status: { status: 69, message: 'swarm-qa is silent.' } } });

    expect(build.error).toBe('swarm-qa is silent.');
    expect(build.log).toContain('Not known whether there is drift: shop-drift 7\n');
  });
});
