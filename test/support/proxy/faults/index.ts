import { cutDownload } from './cut-download.ts';
import type { Fault } from './fault.ts';
import { flippedByte } from './flipped-byte.ts';
import { htmlError } from './html-error.ts';
import { missingContentLength } from './missing-content-length.ts';
import { resetAfterUpload } from './reset-after-upload.ts';
import { resetBeforeAnswer } from './reset-before-answer.ts';
import { slowBytes } from './slow-bytes.ts';
import { tooManyRequests } from './too-many-requests.ts';
import { truncatedBody } from './truncated-body.ts';
import { unavailable } from './unavailable.ts';
import { wrongContentType } from './wrong-content-type.ts';
import { wrongDigestHeader } from './wrong-digest-header.ts';

export const faults: readonly Fault[] = [
  tooManyRequests(),
  unavailable(),
  htmlError(),
  resetBeforeAnswer(),
  resetAfterUpload(),
  cutDownload('fin'),
  cutDownload('rst'),
  truncatedBody(),
  flippedByte(),
  slowBytes(),
  wrongDigestHeader(),
  wrongContentType(),
  missingContentLength(),
];
