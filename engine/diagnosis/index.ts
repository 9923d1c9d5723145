import { address } from './address.ts';
import { certificate } from './certificate.ts';
import type { Check } from './check.ts';
import { mount } from './mount.ts';
import { oneRequestUpload } from './one-request-upload.ts';
import { read } from './read.ts';
import { referrers } from './referrers.ts';
import type { RegistrySubject } from './registry-subject.ts';
import type { RepositorySubject } from './repository-subject.ts';
import { signIn } from './sign-in.ts';
import { tagListing } from './tag-listing.ts';
import { tagRules } from './tag-rules.ts';
import { write } from './write.ts';

/** In the order in which they are asked and told. */
export const registryChecks: readonly Check<RegistrySubject>[] = [address, certificate, signIn];

export const repositoryChecks: readonly Check<RepositorySubject>[] = [
  read,
  write,
  tagRules,
  mount,
  oneRequestUpload,
  tagListing,
  referrers,
];
