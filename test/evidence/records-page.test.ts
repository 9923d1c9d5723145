import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordSchemas } from '../../engine/evidence/record-schemas.ts';
import { readStatement, type Statement } from '../../engine/evidence/statement.ts';
import { anyRecord } from './any-record.ts';
import { formOf, KINDS, type Kind } from './records.ts';

const page = readFileSync('docs/records.md', 'utf8');
const ajv = new Ajv({ strict: true, allErrors: true });

describe.each(KINDS)('the page’s example of a %s', (kind) => {
  it('is what its schema describes', () => {
    const validate = ajv.compile(recordSchemas[kind]);

    validate(exampleOf(kind).predicate);

    expect(validate.errors).toBeNull();
  });

  it('is what the engine reads and writes', () => {
    const { digest, predicate, predicateType } = exampleOf(kind);
    const form = formOf(kind);

    const record = form.fromPredicate(predicate, digest);

    expect(predicateType).toBe(form.predicateType);
    expect(record && form.toPredicate(record, `registry.example.com/app@${digest}`)).toEqual(
      predicate,
    );
  });

  it('stands beside its predicate type, the words in its tag, and its schema’s file', () => {
    const [, predicateType, words = '', schema] = FACTS.exec(sectionOf(kind)) ?? [];
    const labels = fc.sample(anyRecord(kind), { numRuns: 200, seed: 1 }).map(formOf(kind).label);

    expect(predicateType).toBe(formOf(kind).predicateType);
    expect([...words.matchAll(/`([^`]+)`/g)].map(([, word]) => word).sort()).toEqual(
      [...new Set(labels)].sort(),
    );
    expect(existsSync(join('docs', schema ?? ''))).toBe(true);
  });
});

const FACTS = /^Predicate type `([^`]+)` · tag (.+) · schema \[.+\]\((.+)\)$/m;

function sectionOf(kind: Kind): string {
  return page.split(/^## /m).find((section) => section.startsWith(`${kind}\n`)) ?? '';
}

/** The statement in the one block of JSON that the kind's section has. */
function exampleOf(kind: Kind): Statement {
  const [block, ...more] = [...sectionOf(kind).matchAll(/^```json\n(.+?)^```$/gms)];
  const statement = readStatement(JSON.parse(block?.[1] ?? '{}'), undefined);
  if (typeof statement === 'string') throw new Error(`${kind}: ${statement}`);
  if (more.length > 0) throw new Error(`${kind} has ${more.length} examples too many`);
  return statement;
}
