import { oneLine } from '../../failures.ts';
import { count } from '../name-some.ts';
import { judgeLicence, type LicenceRules, type LicenceVerdict, worst } from './licences.ts';
import type { SbomPackage } from './sbom-format.ts';

const MOST_NAMED = 8;

export interface PackageRules extends LicenceRules {
  readonly unknown: 'refuse' | 'accept';
}

/** Counts packages, however many, and names the first whose licence will not do. */
export interface PackageTally {
  add(one: SbomPackage): void;
  packages(): number;
  /** `3 packages come under a licence that is denied: …`; nothing where all is well. */
  problems(): readonly string[];
}

/** @param rules undefined where licences do not matter */
export function startPackageTally(rules: PackageRules | undefined): PackageTally {
  const found = { denied: startList(), unknown: startList() };
  let packages = 0;

  return {
    add(one) {
      packages += 1;
      const verdict = rules === undefined ? 'allowed' : verdictOf(one, rules);
      if (verdict !== 'allowed') found[verdict].add(one);
    },
    packages: () => packages,
    problems: () => [
      ...found.denied.words('under a licence that is denied'),
      ...(rules?.unknown === 'refuse'
        ? found.unknown.words('without a licence that is known')
        : []),
    ],
  };
}

function verdictOf({ licences }: SbomPackage, rules: PackageRules): LicenceVerdict {
  if (licences.length === 0) return 'unknown';
  return worst(licences.map((licence) => judgeLicence(licence, rules)));
}

function startList() {
  const names: string[] = [];
  let amount = 0;
  return {
    add({ name, version, licences }: SbomPackage): void {
      amount += 1;
      if (names.length >= MOST_NAMED) return;
      const licence = licences.length === 0 ? 'none' : licences.join(', ');
      const title = oneLine(`${name} ${version ?? ''}`, 80);
      names.push(`${title} (${oneLine(licence, 80)})`);
    },
    words(what: string): readonly string[] {
      if (amount === 0) return [];
      const more = amount > names.length ? ` and ${amount - names.length} more` : '';
      return [`${count(amount, 'package')} ${what}: ${names.join(', ')}${more}`];
    },
  };
}
