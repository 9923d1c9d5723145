import type { JsonObject } from '../../oci/json.ts';
import {
  OUR_TYPES,
  objectOf,
  objectsOf,
  optionalText,
  textOf,
  textsOf,
  timeOf,
} from '../fields.ts';
import {
  ENVIRONMENT,
  list,
  object,
  predicateSchema,
  text,
  time,
  URL,
} from '../predicate-schema.ts';
import type { BuildRecord, RecordForm } from '../record.ts';

const EXTENSION = `${OUR_TYPES}/build/v0.1`;
const BUILD_TYPE = `${OUR_TYPES}/jenkins/v0.1`;

/** SLSA provenance: https://github.com/slsa-framework/slsa/blob/v1.0/docs/provenance/v1.md */
export const buildForm: RecordForm<BuildRecord> = {
  kind: 'build',
  predicateType: 'https://slsa.dev/provenance/v1',

  toPredicate({ at, kind: _, ...build }) {
    const { image, environment, job, url, commit, number } = build;
    return {
      buildDefinition: {
        buildType: BUILD_TYPE,
        externalParameters: { image, environment, ...(number !== undefined && { number }) },
        internalParameters: {},
        resolvedDependencies:
          commit === undefined ? [] : [{ name: 'source', digest: { gitCommit: commit } }],
      },
      runDetails: {
        builder: { id: job === undefined ? `${OUR_TYPES}/jenkins` : `jenkins:${uriPath(job)}` },
        metadata: { ...(url !== undefined && { invocationId: url }), finishedOn: at.toISOString() },
      },
      [EXTENSION]: build,
    };
  },

  fromPredicate(predicate) {
    const build = objectOf(predicate, EXTENSION);
    const definition = objectOf(predicate, 'buildDefinition');
    const runDetails = objectOf(predicate, 'runDetails');
    const metadata = objectOf(runDetails, 'metadata');
    const at = timeOf(metadata, 'finishedOn');
    const image = textOf(build, 'image');
    const environment = textOf(build, 'environment');
    if (at === undefined || image === undefined || environment === undefined) return undefined;
    if (definition['buildType'] !== BUILD_TYPE) return undefined;
    if (textOf(objectOf(runDetails, 'builder'), 'id') === undefined) return undefined;

    const external = objectOf(definition, 'externalParameters');
    const [source = {}] = objectsOf(definition, 'resolvedDependencies');
    const isSaidTwice =
      textOf(external, 'image') === image &&
      textOf(external, 'environment') === environment &&
      textOf(external, 'number') === textOf(build, 'number') &&
      textOf(metadata, 'invocationId') === textOf(build, 'url') &&
      textOf(objectOf(source, 'digest'), 'gitCommit') === textOf(build, 'commit');
    if (!isSaidTwice) return undefined;
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

/** The name of a job may hold spaces and, in JSON, halves of characters, which encodeURI does not take. */
function uriPath(job: string): string {
  return encodeURI(Buffer.from(job).toString());
}

export function buildSchema(): JsonObject {
  const image = text('Name of the image in promotion.yaml, such as shop/checkout.');
  const number = text('Number of the build.');
  const commit = text('The commit that was built.');
  return predicateSchema(
    buildForm.predicateType,
    'A Jenkins build made this image, or placed it: SLSA provenance v1. What Jenkins says of the build stands in one extension member; where both name the same thing, they must agree.',
    {
      buildDefinition: object('What was built.', {
        buildType: { description: 'Says that recordImage wrote this.', const: BUILD_TYPE },
        externalParameters: object(
          'What the build was asked for.',
          { image, environment: ENVIRONMENT },
          { number },
        ),
        internalParameters: object('Nothing so far.', {}),
        resolvedDependencies: list(
          object('The source.', {
            name: { description: 'Always the same.', const: 'source' },
            digest: object('The commit.', { gitCommit: commit }),
          }),
          'The commit that was built; empty where Jenkins does not know it.',
        ),
      }),
      runDetails: object('Which build it was.', {
        builder: object('The job.', {
          id: text('`jenkins:` and the full name of the job, percent-encoded.'),
        }),
        metadata: object(
          'When and where.',
          { finishedOn: time('When the image was recorded, in RFC 3339 with a zone.') },
          { invocationId: URL },
        ),
      }),
      [EXTENSION]: object(
        'What Jenkins says of the build.',
        {
          image,
          environment: ENVIRONMENT,
          tags: list(text('A tag.'), 'Tags that the image got in this environment.'),
          committers: list(
            text('A name or a mail address.'),
            'Those who wrote the commit; some environments do not let them approve it.',
          ),
        },
        {
          number,
          job: text('Full name of the job.'),
          url: URL,
          commit,
          branch: text('Branch of the commit.'),
          version: text('Version that the build gave the image.'),
          requestedBy: text('Who started the build, as Jenkins names the user.'),
        },
      ),
    },
  );
}
