import { once } from 'node:events';
import { Interpreter } from '../../test/support/groovy/interpreter.ts';
import { playOnBundle } from './on-bundle.ts';
import { playOnJenkins } from './on-jenkins.ts';
import { type Scene, scenes } from './scenes.ts';
import { openStage, type Stage } from './stage.ts';
import { whatIsMissing } from './what-is-missing.ts';

const INTERRUPTED = 130;

const stopped = new AbortController();
let printed = '';
const print = (text: string) => {
  if (stopped.signal.aborted) return;
  printed += text;
  process.stdout.write(text);
};

/** Plays every scene on a swarm of its own, and ends that swarm whatever happens. */
async function demo(hasJava: boolean): Promise<number> {
  const missing = await whatIsMissing(process.env['PATH'] ?? '', process.getuid?.() ?? -1);
  if (missing !== undefined) {
    print(`This demo needs a Docker engine of its own.\n${missing}\nNothing was shown.\n`);
    return 0;
  }
  const interrupted = once(stopped.signal, 'abort').then(() => INTERRUPTED);
  heading('An engine with Swarm, a registry, and two services are started');
  const interpreter = hasJava ? await Interpreter.start() : undefined;
  const stage = await openStage();
  try {
    return await Promise.race([interrupted, playAll(stage, interpreter)]);
  } finally {
    interpreter?.stop();
    await stage.close();
  }
}

async function playAll(stage: Stage, interpreter: Interpreter | undefined): Promise<number> {
  await showServices(stage);
  for (const scene of scenes(stage.images)) {
    heading(scene.title);
    if (scene.byHand !== undefined) {
      print(`$ docker ${scene.byHand.join(' ')}\n`);
      await stage.swarm.docker(scene.byHand);
    }
    printed = '';
    const result = await play(stage, interpreter, scene);
    print(`Finished: ${result}\n\n`);
    await showServices(stage);
    const { digest } = stage.images[scene.runsInQa];
    const [image, ...others] = await stage.runs('qa_checkout');
    const isInQa = image?.endsWith(digest) === true && others.length === 0;
    if (result !== scene.ends || !printed.includes(scene.says) || !isInQa) {
      print(
        `\nThe demo expected ${scene.ends}, the words "${scene.says}", and build ${scene.runsInQa} in qa.\n`,
      );
      return 1;
    }
  }
  if (interpreter === undefined) {
    print('\nLeft out, since there is no Java and Maven here: the Groovy steps;\n');
    print('what you saw is the bundle that they run, called as they call it.\n');
  }
  return 0;
}

function play(stage: Stage, interpreter: Interpreter | undefined, scene: Scene) {
  return interpreter === undefined
    ? playOnBundle(stage, scene, print, stopped.signal)
    : playOnJenkins(interpreter, stage, scene, print);
}

/** What the tasks run, as Docker tells it, and where the tag of qa is, as the registry does. */
async function showServices(stage: Stage): Promise<void> {
  for (const service of ['dev_checkout', 'qa_checkout']) {
    print(`  ${service.padEnd(12)} runs ${(await stage.runs(service)).join(', ')}\n`);
  }
  print(`  ${'latest-qa'.padEnd(12)} is   ${(await stage.latestInQa()) ?? 'not there'}\n`);
}

function heading(title: string): void {
  print(`\n==== ${title} ====\n`);
}

process.once('SIGTERM', () => stopped.abort());
void demo(process.argv[2] === 'with-java').then((exitCode) => {
  process.exitCode = exitCode;
  process.stdout.write('', () => process.exit());
});
