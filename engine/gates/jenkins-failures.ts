import { Failure, oneLine } from '../failures.ts';

export const buildUnknown = (of: 'this' | 'recorded') =>
  new Failure(
    'BUILD_UNKNOWN',
    'absent',
    of === 'this'
      ? 'The address of the build that asks is not known.'
      : 'The build record of this image names no Jenkins build that could be asked.',
    of === 'this'
      ? 'Promote from a Jenkins build, and set the Jenkins URL under Manage Jenkins → System.'
      : 'Record the image with recordImage in the build that makes it, with the Jenkins URL set under Manage Jenkins → System.',
  );

export const foreignJenkins = (url: URL, roots: readonly string[]) =>
  new Failure(
    'FOREIGN_JENKINS',
    'refused',
    `The build record names a build at ${oneLine(url.origin, 200)}, and ${
      roots.length === 0
        ? 'which Jenkins asks is not known'
        : `the Jenkins that counts here is ${roots.map((root) => root.replace(/\/$/, '')).join(' or ')}`
    }; a record could name any host, so that one is not asked.`,
    'If that Jenkins is yours, name it as `jenkins` of this gate in promotion.yaml.',
  );

export const buildGone = (name: string, { host }: URL) =>
  new Failure(
    'BUILD_GONE',
    'absent',
    `${name} is not in the Jenkins at ${host} any more, or not for us to see (HTTP 404).`,
    'Keep builds whose images are promoted (currentBuild.keepLog = true), and name `credentials` that may read the job; else promote a build that is still there.',
  );

export const otherBuild = (name: string, built: string, recorded: string) =>
  new Failure(
    'OTHER_BUILD',
    'refused',
    `${name} built commit ${oneLine(built.slice(0, 12))}, and the image was made from ${oneLine(recorded.slice(0, 12))}: the job was made anew since.`,
    'Build and record the image again, and promote that one.',
  );
