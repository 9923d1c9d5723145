import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { COMMON_GATE_SETTINGS } from '../../engine/config/environment-schema.ts';
import { VALIDATOR_OPTIONS } from '../../engine/config/schema.ts';
import { gates } from '../../engine/gates/index.ts';
import { configurationSchema } from '../../engine/promotion/configuration-schema.ts';
import { mentions, readSections, type Section } from './sections.ts';

const KIND = /^[a-z][a-z0-9-]*$/;
const isValid = new Ajv(VALIDATOR_OPTIONS).compile(configurationSchema);

const sections = readSections('gates.md');
const known = gates.map(({ kind, settings }) => ({
  kind,
  names: Object.keys(settings.properties),
}));

describe('the page about gates', () => {
  it.each(known)('has one section about $kind', ({ kind }) => {
    expect(sections.filter(({ title }) => title === kind)).toHaveLength(1);
  });

  it('has no section about a gate that does not exist', () => {
    const kinds = known.map(({ kind }) => kind);
    const others = sections.map(({ title }) => title).filter((title) => KIND.test(title));

    expect(others.filter((title) => !kinds.includes(title))).toEqual([]);
  });

  it.each(known)('shows how to write $kind', ({ kind }) => {
    const written = (sectionOf(kind)?.examples ?? []).flatMap(gatesIn);

    expect(written.map((gate) => gate['kind'])).toContain(kind);
  });

  it.each(known)('names every setting of $kind', ({ kind, names }) => {
    const text = sectionOf(kind)?.text ?? '';

    expect(names.filter((name) => !mentions(text, name))).toEqual([]);
  });

  it('names the settings of every gate', () => {
    const text = sectionOf('Settings of every gate')?.text ?? '';

    expect(Object.keys(COMMON_GATE_SETTINGS).filter((name) => !mentions(text, name))).toEqual([]);
  });

  it.each(sections.flatMap(({ title, examples }) => examples.map((yaml) => ({ title, yaml }))))(
    'has examples that the published schema takes: $title',
    ({ yaml }) => {
      const isTaken = isValid(environmentWith(yaml));

      expect(isValid.errors ?? []).toEqual([]);
      expect(isTaken).toBe(true);
    },
  );
});

function sectionOf(title: string): Section | undefined {
  return sections.find((section) => section.title === title);
}

function gatesIn(yaml: string): readonly Readonly<Record<string, unknown>>[] {
  const { gates: written } = parse(yaml) as { gates: readonly Record<string, unknown>[] };
  return written;
}

/** The smallest promotion.yaml around an example, which may say more of the environment than its gates. */
function environmentWith(yaml: string): unknown {
  return {
    image: 'app',
    registries: { nexus: { url: 'https://nexus.example.com' } },
    environments: {
      uat: { repository: 'nexus/{image}', tags: ['1'], ...(parse(yaml) as object) },
    },
  };
}
