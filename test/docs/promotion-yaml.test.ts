import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { parseConfiguration } from '../../engine/config/parse-configuration.ts';
import { parseOwnedConfiguration } from '../../engine/config/parse-owned-configuration.ts';
import { keyPair } from '../signing/keys.ts';
import { type Block, blocksOf } from './blocks.ts';

const { publicPem } = keyPair();
const oneLineKey = publicPem.replaceAll('\n', '\\n');
const readKeyFile = () => publicPem;
const NAMES = ['nexus', 'nexus-dev', 'nexus-prod', 'nexus-group'];
const REGISTRIES = Object.fromEntries(
  NAMES.map((name) => [name, { url: `https://${name}.example.com` }]),
);
const ENVIRONMENTS = {
  dev: { repository: 'nexus-dev/{image}', tags: ['{build}'] },
  qa: { from: 'dev', repository: 'nexus-dev/{image}-qa', tags: ['{build}'] },
  prod: { from: 'qa', repository: 'nexus-prod/{image}', tags: ['{build}'] },
};

const blocks = blocksOf('yaml').map((block) => ({
  ...block,
  value: parse(block.text.replace('-----BEGIN PUBLIC KEY-----\\n…', oneLineKey)) as object,
}));
const has = (member: string) => (block: { readonly value: object }) => member in block.value;
const files = blocks.filter(
  (block) =>
    ['environments', 'hosts', 'trust'].some((member) => has(member)(block)) &&
    !isOfApplication(block),
);

/** Where its images lie is said by the policy. */
function isOfApplication(block: Block & { readonly value: object }): boolean {
  return has('environments')(block) && !/\brepository:/.test(block.text);
}

describe('a promotion.yaml on a page', () => {
  it.each(files)('$page, $title: is taken', ({ value }) => {
    const configuration = parseConfiguration({
      file: 'promotion.yaml',
      bytes: Buffer.from(completed(value)),
      readKeyFile,
    });

    expect(configuration.policy.environments.size).toBeGreaterThan(0);
  });

  it('of an application is taken beside the policy of its page', () => {
    const application = blocks.find(isOfApplication);
    const policy = blocks.find(
      (block) => block.page === application?.page && has('applications')(block),
    );

    const { application: own } = parseOwnedConfiguration({
      policy: Buffer.from(stringify({ ...base(), ...policy?.value, image: undefined })),
      application: { file: 'promotion.yaml', bytes: Buffer.from(application?.text ?? '') },
      readKeyFile,
    });

    expect(own.images).toEqual(['shop/checkout']);
  });
});

const base = () => ({ image: 'shop/checkout', registries: REGISTRIES, environments: ENVIRONMENTS });

/** With what the page leaves out: members of the file, and environments that one comes from. */
function completed(value: object): string {
  const { environments = ENVIRONMENTS } = value as { readonly environments?: object };
  const missing = { ...base(), ...('images' in value && { image: undefined }) };
  const whole = {
    ...missing,
    ...value,
    environments: { ...needed(environments), ...environments },
  };
  return stringify(whole);
}

function needed(environments: object) {
  const froms = Object.values(environments).flatMap(({ from = [] }) => from);
  const all = froms.includes('qa') ? [...froms, 'dev'] : froms;
  return Object.fromEntries(Object.entries(ENVIRONMENTS).filter(([name]) => all.includes(name)));
}
