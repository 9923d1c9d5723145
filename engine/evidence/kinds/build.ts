import { OUR_TYPES, objectOf, optionalText, textOf, textsOf, timeOf } from '../fields.ts';
import type { BuildRecord, RecordForm } from '../record.ts';

const EXTENSION = `${OUR_TYPES}/build/v0.1`;

/** SLSA provenance: https://github.com/slsa-framework/slsa/blob/v1.0/docs/provenance/v1.md */
export const buildForm: RecordForm<BuildRecord> = {
  kind: 'build',
  predicateType: 'https://slsa.dev/provenance/v1',

  toPredicate({ at, kind: _, ...build }) {
    const { image, environment, job, url, commit, number } = build;
    return {
      buildDefinition: {
        buildType: `${OUR_TYPES}/jenkins/v0.1`,
        externalParameters: { image, environment, ...(number !== undefined && { number }) },
        internalParameters: {},
        resolvedDependencies:
          commit === undefined ? [] : [{ name: 'source', digest: { gitCommit: commit } }],
      },
      runDetails: {
        builder: { id: job === undefined ? `${OUR_TYPES}/jenkins` : `jenkins:${job}` },
        metadata: { ...(url !== undefined && { invocationId: url }), finishedOn: at.toISOString() },
      },
      [EXTENSION]: build,
    };
  },

  fromPredicate(predicate) {
    const build = objectOf(predicate, EXTENSION);
    const metadata = objectOf(objectOf(predicate, 'runDetails'), 'metadata');
    const at = timeOf(metadata, 'finishedOn');
    const image = textOf(build, 'image');
    const environment = textOf(build, 'environment');
    if (at === undefined || image === undefined || environment === undefined) return undefined;
    return {
      kind: 'build',
      at,
      image,
      environment,
      tags: textsOf(build, 'tags'),
      committers: textsOf(build, 'committers'),
      ...optionalText(build, 'number'),
      ...optionalText(build, 'job'),
      ...optionalText(build, 'url'),
      ...optionalText(build, 'commit'),
      ...optionalText(build, 'branch'),
      ...optionalText(build, 'version'),
      ...optionalText(build, 'requestedBy'),
    };
  },

  label: () => 'build',
};
