import { describeDiagnosis, summarise } from '../diagnosis/describe-diagnosis.ts';
import { type Diagnosis, diagnose, edgesOf, gravestKind } from '../diagnosis/diagnose.ts';
import { EXIT_CODES, Failure } from '../failures.ts';
import type { Command } from './command.ts';
import { environmentsUnderTest, registriesUnderTest } from './doctor-subjects.ts';
import { readStep } from './step.ts';

/** Says of every registry and environment what will work, without leaving anything there. */
export const doctor: Command = async (context) => {
  const { folder, print, clock } = context;
  const { configuration, images, options } = await readStep(context);
  const [image = ''] = images;
  const registries = await registriesUnderTest(configuration, context);
  const environments = await environmentsUnderTest(configuration, image, registries, clock);
  const diagnosis = await diagnose(registries, environments, clock);

  const summary = summarise(diagnosis);
  const kind = gravestKind(diagnosis);
  const document = {
    version: 1,
    file: configuration.file,
    image,
    exitCode: kind === undefined ? 0 : EXIT_CODES[kind],
    summary,
    promotions: edgesOf(diagnosis),
    ...diagnosis,
  };
  const json = JSON.stringify(document, null, 2);
  await folder.write('doctor.json', `${json}\n`);
  if (options.text('output') === 'json') print(json);
  else print(textOf(diagnosis, images, kind === undefined ? summary : undefined));
  if (kind === undefined) return;
  throw new Failure(
    'DOCTOR_FOUND',
    kind,
    summary,
    'Do what stands below each FAIL, then run this again.',
  );
};

/** A failure has the summary as its own sentence. */
function textOf(diagnosis: Diagnosis, images: readonly string[], summary: string | undefined) {
  const [first = '', ...others] = images;
  return [
    ...(others.length === 0 ? [] : [`Asked for ${first}, the first of ${images.length} images.`]),
    describeDiagnosis(diagnosis),
    ...(summary === undefined ? [] : [summary]),
  ].join('\n');
}
