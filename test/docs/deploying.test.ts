import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { COMMON_TARGET_SETTINGS } from '../../engine/config/deployment-schema.ts';
import { VALIDATOR_OPTIONS } from '../../engine/config/schema.ts';
import { targets } from '../../engine/deploy/index.ts';
import { configurationSchema } from '../../engine/promotion/configuration-schema.ts';
import { TARGET_PLACEHOLDERS } from '../../engine/web/placeholders.ts';
import { mentions, readSections } from './sections.ts';

const KIND = /^[a-z][a-z0-9-]*$/;
const isValid = new Ajv(VALIDATOR_OPTIONS).compile(configurationSchema);
const sections = readSections('deploying.md');
const known = targets.map(({ kind, settings }) => ({
  kind,
  names: Object.keys(settings.properties),
}));
const sectionOf = (title: string) => sections.find((section) => section.title === title);

describe('the page about deploying', () => {
  it('has one section about each kind of target, and about no other', () => {
    const titles = sections.map(({ title }) => title).filter((title) => KIND.test(title));

    expect(titles.sort()).toEqual(known.map(({ kind }) => kind).sort());
  });

  it.each(known)('shows how to write $kind', ({ kind }) => {
    const written = (sectionOf(kind)?.examples ?? []).flatMap(targetsIn);

    expect(written.map((target) => target['kind'])).toContain(kind);
  });

  it.each(known)('names every setting of $kind', ({ kind, names }) => {
    const text = sectionOf(kind)?.text ?? '';

    expect(names.filter((name) => !mentions(text, name))).toEqual([]);
  });

  it('names the settings of every target, and of its health', () => {
    const text = sectionOf('Settings of every target')?.text ?? '';
    const health = Object.keys(COMMON_TARGET_SETTINGS.health.properties);
    const names = [...Object.keys(COMMON_TARGET_SETTINGS), ...health];

    expect(names.filter((name) => !mentions(text, name))).toEqual([]);
  });

  it('names every placeholder', () => {
    const text = sectionOf('Placeholders')?.text ?? '';

    expect(TARGET_PLACEHOLDERS.filter((name) => !text.includes(`{${name}}`))).toEqual([]);
  });

  it.each(sections.flatMap(({ title, examples }) => examples.map((yaml) => ({ title, yaml }))))(
    'has examples that the published schema takes: $title',
    ({ yaml }) => {
      const isTaken = isValid(fileWith(yaml));

      expect(isValid.errors ?? []).toEqual([]);
      expect(isTaken).toBe(true);
    },
  );
});

function targetsIn(yaml: string): readonly Readonly<Record<string, unknown>>[] {
  const { deploy } = parse(yaml) as { deploy: readonly Record<string, unknown>[] };
  return deploy;
}

/** The smallest promotion.yaml around an example, which may be of one environment or of all. */
function fileWith(yaml: string): unknown {
  const example = parse(yaml) as object;
  const registries = { nexus: { url: 'https://nexus.example.com' } };
  const uat = { repository: 'nexus/{image}', tags: ['1'], ...example };
  const more = 'environments' in example ? example : { environments: { uat } };
  return { image: 'app', registries, ...more };
}
