import { describeVerdict } from '../gates/verdict.ts';
import { heldRefusals, verdictsIn } from '../promotion/held-rules.ts';
import { imageHolds } from '../promotion/holds.ts';
import { type Finding, fail, pass, type VerificationFacts } from './verify-facts.ts';

/**
 * No verdict is against the image, and nobody holds it: by no record that can be read, and by none that cannot. A
 * hold of a whole environment keeps others out, and leaves in what is there.
 */
export function verifyStanding(facts: VerificationFacts): readonly Finding[] {
  const { digest, environment, repository, ledger, now } = facts;
  const { entries, problems } = ledger;
  const verdicts = verdictsIn(entries);
  const refusals = heldRefusals({
    digest,
    environment,
    from: { environment, repository },
    entries,
    everywhere: [],
    holds: imageHolds(digest, entries, problems, now),
    verdicts,
    problems,
    sourceTags: [],
    destinations: [],
    now,
  });
  const findings = (rule: 'verdict' | 'hold', otherwise: string): readonly Finding[] => {
    const broken = refusals.filter((refusal) => refusal.rule === rule);
    if (broken.length === 0) return [pass(rule, otherwise)];
    return broken.map(({ because, remedy }) => fail(rule, because, remedy));
  };
  const latest = verdicts.find(({ until }) => until === undefined || until > now);
  return [
    ...findings(
      'verdict',
      latest === undefined ? 'No verdict against it.' : describeVerdict(latest),
    ),
    ...findings('hold', 'Nobody holds it.'),
  ];
}
