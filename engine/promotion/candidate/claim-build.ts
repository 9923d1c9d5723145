import { isBuildBound, renderTag } from '../../config/templates.ts';
import type { LedgerEntry, Reading } from '../../evidence/ledger.ts';
import { Failure } from '../../failures.ts';
import type { Environment } from '../environments.ts';
import { type BuildIdentity, type Claim, isSameJob } from './claim.ts';
import { firstThat, isAbsence } from './first-that.ts';
import { recordedTag } from './recorded-tag.ts';

interface Asked {
  readonly image: string;
  readonly reading: Reading;
}

/** The build that a step names, of whichever job unless it names that, too. @throws Failure WHICH_BUILD, NOT_OF_JOB */
export async function claimNamedBuild(
  asked: Asked,
  from: readonly Environment[],
  number: string | undefined,
  job: string | undefined,
): Promise<Claim> {
  if (number === undefined) throw whichBuild(job ?? '');
  if (job === undefined) return claimBuild(asked, from, { number });
  try {
    return await claimBuild(asked, from, { number, job });
  } catch (error) {
    const isOther = error instanceof Failure && error.code === 'TAG_UNRECORDED';
    throw isOther ? notOfJob(number, job, error) : error;
  }
}

/** A build's number leads to the tag that it gave its image, when the record agrees. */
export function claimBuild(
  { image, reading }: Asked,
  from: readonly Environment[],
  { number, job }: BuildIdentity,
): Promise<Claim> {
  return firstThat(from, async (environment) => {
    const tag = environment.policy.tags
      .filter(isBuildBound)
      .map((template) => renderTag(template, { image, build: number }))
      .find((rendered) => typeof rendered === 'string');
    if (tag === undefined) throw noBuildTag(environment);
    const isOfBuild = ({ record, digest }: LedgerEntry, all: readonly LedgerEntry[]) => {
      if (record.kind === 'promotion' && job === undefined) return record.build === number;
      // A promotion says the number alone, and numbers repeat from job to job.
      return all.some(
        (other) =>
          other.digest === digest &&
          other.record.kind === 'build' &&
          other.record.number === number &&
          (job === undefined || isSameJob(other.record.job, job)),
      );
    };
    try {
      return { ...(await recordedTag(environment, tag, reading, isOfBuild)), build: number };
    } catch (error) {
      throw isAbsence(error) ? buildAbsent(environment, number, tag, error) : error;
    }
  });
}

const whichBuild = (job: string) =>
  new Failure(
    'WHICH_BUILD',
    'usage',
    `The image is to be of ${job}, and it is not said of which build.`,
    `Add the number: fromJob: '${job}', fromBuild: 41; or take the newest in the environment before: from: [job: '${job}'].`,
  );

const notOfJob = (number: string, job: string, cause: Failure) =>
  new Failure(
    'NOT_OF_JOB',
    'refused',
    `What is there as build ${number} was not recorded by build ${number} of ${job}.`,
    `Look at the number and at the full name of the job; imageHistory(build: ${number}) tells which jobs recorded one.`,
    { cause },
  );

const buildAbsent = ({ name, main }: Environment, build: string, tag: string, cause: unknown) =>
  new Failure(
    'BUILD_ABSENT',
    'absent',
    `Build ${build} is not in ${name}: its image would be tag ${tag} of ${main.label}, which is not there (HTTP 404).`,
    'Check the number. The build has to call recordImage, which sets that tag; a clean-up may have removed it.',
    { cause },
  );

const noBuildTag = ({ name }: Environment) =>
  new Failure(
    'NO_BUILD_TAG',
    'usage',
    `A build cannot be found by its number in ${name}: none of its tags can be written with {build} alone.`,
    "Name the image by `digest:` or `tag:`, or add '{build}' to the tags of that environment.",
  );
