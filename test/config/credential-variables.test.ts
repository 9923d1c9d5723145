import { describe, expect, it } from 'vitest';
import { credentialVariables } from '../../engine/config/credential-variables.ts';

describe('the variables of a credential', () => {
  it.each([
    ['nexus-dev', 'NEXUS_DEV'],
    ['Nexus.prod_2', 'NEXUS_PROD_2'],
    ['4f2b-91', '4F2B_91'],
  ])('are named after its id: %s', (id, name) => {
    expect(credentialVariables(id)).toEqual({
      username: `PROMOTE_IMAGE_${name}_USERNAME`,
      password: `PROMOTE_IMAGE_${name}_PASSWORD`,
    });
  });
});
