import { Interpreter } from '../test/support/groovy/interpreter.ts';
import { playOnBundle } from './on-bundle.ts';
import { playOnJenkins } from './on-jenkins.ts';
import { type Scene, scenes } from './scenes.ts';
import { openStage, type Stage } from './stage.ts';

let printed = '';
const print = (text: string) => {
  printed += text;
  process.stdout.write(text);
};

/** Plays every scene, and shows where the promoted digest is in the end. */
async function demo(hasJava: boolean): Promise<number> {
  const stage = await openStage();
  const interpreter = hasJava ? await Interpreter.start() : undefined;
  try {
    for (const scene of scenes) {
      heading(scene.title);
      if (scene.before === 'push by hand') await stage.pushByHand(11);
      printed = '';
      const result = await play(stage, interpreter, scene);
      print(`Finished: ${result}\n`);
      if (result !== scene.ends || !printed.includes(scene.says)) {
        print(`\nThe demo expected ${scene.ends}, and the words "${scene.says}".\n`);
        return 1;
      }
    }
    heading('Where the images are now');
    showTags(stage);
    if (!hasJava) {
      print(
        '\nLeft out, since there is no Java and Maven here: the Groovy steps and Jenkinsfile.example;\n',
      );
      print('what you saw is the bundle that they run, called as they call it.\n');
    }
    return 0;
  } finally {
    interpreter?.stop();
    await stage.close();
  }
}

function play(stage: Stage, interpreter: Interpreter | undefined, scene: Scene) {
  return interpreter === undefined
    ? playOnBundle(stage, scene, print)
    : playOnJenkins(interpreter, stage, scene, print);
}

/** The registry's own answer, tag by tag; records have tags of their own, which are counted. */
function showTags({ registry }: Stage): void {
  const places = [
    ['dev', 'docker-dev', 'shop/checkout'],
    ['qa', 'docker-dev', 'shop/checkout-qa'],
    ['uat', 'docker-prod', 'shop/checkout'],
  ] as const;
  for (const [environment, repository, image] of places) {
    const tags = registry.store.tags(repository, image);
    const isRecord = (tag: string) => /^(sha256-|env-)/.test(tag);
    for (const tag of tags.filter((name) => !isRecord(name))) {
      const digest = registry.store.manifest(repository, image, tag)?.digest;
      print(`  ${environment.padEnd(4)} ${`${image}:${tag}`.padEnd(30)} ${digest}\n`);
    }
    print(`  ${''.padEnd(4)} and ${tags.filter(isRecord).length} tags of records\n`);
  }
}

function heading(title: string): void {
  print(`\n==== ${title} ====\n`);
}

void demo(process.argv[2] === 'with-java').then((exitCode) => {
  process.exitCode = exitCode;
});
