import type { JsonObject } from '../oci/json.ts';
import { readSetFile } from '../promotion/candidate/set-file.ts';
import type { CommandContext } from './command.ts';
import type { Step } from './step.ts';

/** Prints what was found out, as text or as `output: 'json'` asks, and keeps both in the run's folder. */
export async function answer(
  { folder, print }: CommandContext,
  { options }: Step,
  text: string,
  document: JsonObject,
): Promise<void> {
  const json = JSON.stringify(document, null, 2);
  await folder.write('answer.json', `${json}\n`);
  await folder.write('answer.txt', `${text}\n`);
  print(options.text('output') === 'json' ? json : text);
}

/** The images that are asked about: of `set:`, a file, else of the step or of promotion.yaml. */
export async function answeredImages(
  { cwd }: CommandContext,
  { options, images }: Step,
): Promise<readonly string[]> {
  const file = options.text('set');
  if (file === undefined) return images;
  return (await readSetFile(cwd, file)).map(({ image }) => image);
}
