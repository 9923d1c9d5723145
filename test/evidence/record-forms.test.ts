import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordForms } from '../../engine/evidence/kinds/index.ts';
import { recordSchemas } from '../../engine/evidence/record-schemas.ts';
import { labelOf, recordTag } from '../../engine/evidence/record-tag.ts';
import { isJsonObject } from '../../engine/oci/json.ts';
import { isTag } from '../../engine/oci/reference.ts';
import { anyRecord } from './any-record.ts';
import { FULL, formOf, KINDS, SUBJECT, written } from './records.ts';

const ajv = new Ajv({ strict: true, allErrors: true });

describe.each(KINDS)('a %s', (kind) => {
  it('is read back as it was written', () => {
    const form = formOf(kind);

    expect(form.fromPredicate(written(FULL[kind]), SUBJECT)).toEqual(FULL[kind]);
    fc.assert(
      fc.property(anyRecord(kind), (record) => {
        expect(form.fromPredicate(written(record), SUBJECT)).toEqual(record);
      }),
    );
  });

  it('is written as its schema says', () => {
    const validate = ajv.compile(recordSchemas[kind]);

    validate(written(FULL[kind]));
    expect(validate.errors).toBeNull();
    fc.assert(
      fc.property(anyRecord(kind), (record) => {
        validate(written(record));
        expect(validate.errors).toBeNull();
      }),
    );
  });

  it('has no member that its schema leaves out', () => {
    const validate = ajv.compile(closed(recordSchemas[kind]) as object);

    validate(written(FULL[kind]));

    expect(validate.errors).toBeNull();
  });

  it('has a schema that explains every member', () => {
    const silent = schemasIn(recordSchemas[kind])
      .flatMap((schema) =>
        Object.entries(isJsonObject(schema['properties']) ? schema['properties'] : {}),
      )
      .filter(([, member]) => !isJsonObject(member) || typeof member['description'] !== 'string')
      .map(([name]) => name);

    expect(silent).toEqual([]);
  });

  it('has a label that its tag gives back', () => {
    fc.assert(
      fc.property(anyRecord(kind), (record) => {
        const label = formOf(kind).label(record);
        const tag = recordTag(SUBJECT, new Date(0), label, '0123abcd');
        expect([isTag(tag), labelOf(tag)]).toEqual([true, label]);
      }),
    );
  });
});

describe('the forms', () => {
  it('have a predicate type each', () => {
    const types = Object.values(recordForms).map(({ predicateType }) => predicateType);

    expect(new Set(types).size).toBe(KINDS.length);
  });

  it('name the outcome in the label', () => {
    expect([
      recordForms.verdict.label({ ...FULL.verdict, is: 'revoked' }),
      recordForms['test-result'].label({ ...FULL['test-result'], result: 'WARNED' }),
      recordForms.hold.label({ ...FULL.hold, state: 'released' }),
      recordForms.deployment.label({ ...FULL.deployment, state: 'rolled-back' }),
      recordForms.rollback.label(FULL.rollback),
    ]).toEqual([
      'verdict-revoked',
      'test-result-warned',
      'hold-released',
      'deployment-rolled-back',
      'rollback',
    ]);
  });
});

describe('a promotion', () => {
  it('names the repository that the image enters, and its digest', () => {
    expect(written(FULL.promotion)['resourceUri']).toBe(
      `docker://registry.example.com/shop/checkout@${SUBJECT}`,
    );
  });

  it('lists all of its inputs or none', () => {
    const listed = [{ uri: 'x', digest: { sha256: 'a'.repeat(64) } }, { uri: 'without a digest' }];
    const predicate = { ...written(FULL.promotion), inputAttestations: listed };

    expect(recordForms.promotion.fromPredicate(predicate, SUBJECT)?.inputs).toBeUndefined();
  });
});

describe('a build', () => {
  it('names its job as a URI, whatever the job is called', () => {
    const ids = ['shop/büro main', 'half \ud800'].map(
      (job) => written({ ...FULL.build, job })['runDetails'],
    );

    expect(ids).toMatchObject([
      { builder: { id: 'jenkins:shop/b%C3%BCro%20main' } },
      { builder: { id: 'jenkins:half%20%EF%BF%BD' } },
    ]);
  });
});

describe('a large test run', () => {
  it('keeps its counts, and of its names so many that the record stays readable', () => {
    const passedTests = Array.from({ length: 100_000 }, (_, i) => `${'x'.repeat(10_000)} ${i}`);
    const counts = { passed: 100_000, warned: 0, failed: 0, skipped: 0 };
    const { warnedTests: _, failedTests: __, ...rest } = FULL['test-result'];

    const predicate = written({ ...rest, result: 'PASSED', passedTests, counts });

    expect(JSON.stringify(predicate).length).toBeLessThan(100_000);
    expect(recordForms['test-result'].fromPredicate(predicate, SUBJECT)).toMatchObject({ counts });
  });
});

function schemasIn(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (Array.isArray(value)) return value.flatMap(schemasIn);
  if (!isJsonObject(value)) return [];
  return [value, ...Object.values(value).flatMap(schemasIn)];
}

/** The same schema, but with no room for members that it does not name. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value).map(([name, member]) => [name, closed(member)]);
  const isOpen = isJsonObject(value['properties']);
  return { ...Object.fromEntries(members), ...(isOpen && { additionalProperties: false }) };
}
