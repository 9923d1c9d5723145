import { expect, it } from 'vitest';
import { runJenkinsfile } from '../support/jenkinsfile.ts';
import { describeWith } from '../support/parts.ts';

const inLibrary = (body: string) =>
  runJenkinsfile({ jenkinsfile: 'tricky()', vars: { tricky: body } });

describeWith(['java', 'mvn'], 'the sandbox around a Jenkinsfile and its library', () => {
  it('refuses a call in the Jenkinsfile itself', async () => {
    const build = await runJenkinsfile({ jenkinsfile: `echo System.getenv('HOME')` });

    expect(build.result).toBe('FAILURE');
    expect(build.error).toBe('Scripts not permitted to use staticMethod java.lang.System getenv');
  });

  it.each([
    ['a constructor', `new File('/')`, 'new java.io.File'],
    ['a constructor without arguments', 'new LinkedHashMap()', 'new java.util.LinkedHashMap'],
    ['a list of unknown size', 'new ArrayList()', 'new java.util.ArrayList'],
    ['a static method', 'System.exit(1)', 'staticMethod java.lang.System exit'],
    [
      'the JSON of a list',
      'groovy.json.JsonOutput.toJson([1])',
      'staticMethod groovy.json.JsonOutput toJson',
    ],
    ['a program', `'id'.execute()`, 'method java.lang.String execute'],
    ['a method of Groovy', '[3, 1].max()', 'method java.util.ArrayList max'],
    ['a pointer to a method', `('id'.&execute)()`, 'method java.lang.String execute'],
    ['a name that is computed', `'id'."\${'exe'}cute"()`, 'method java.lang.String execute'],
    ['a property', `'x'.bytes`, 'field java.lang.String bytes'],
    ['a static property', 'System.out', 'field java.lang.System out'],
    ['a spread property', `['x']*.bytes`, 'field java.lang.String bytes'],
    ['an attribute', `'x'.@value`, 'field java.lang.String value'],
    ['a cast', `['/etc/passwd'] as File`, 'new java.io.File'],
    ['a class loader', 'getClass().classLoader', 'field tricky classLoader'],
    [
      'what holds the build',
      'currentBuild.getRawBuild()',
      'method harness.Variables$CurrentBuild getRawBuild',
    ],
    ['a script in the script', `evaluate('1')`, 'method tricky evaluate'],
  ])('refuses %s in the library', async (_, expression, refused) => {
    const build = await inLibrary(`def call() { echo "\${${expression}}" }`);

    expect(build.error).toBe(`Scripts not permitted to use ${refused}`);
  });

  it.each([
    ['a cast by declaration', `def call() { File f = ['/etc/passwd']; echo "\${f}" }`],
    [
      'code outside of the interpreter',
      `@NonCPS String read() { new File('/etc/passwd').text }\ndef call() { echo read() }`,
    ],
    [
      'a class of its own',
      `class Reader implements Serializable { String read() { new File('/etc/passwd').text } }\ndef call() { echo new Reader().read() }`,
    ],
    [
      'a field',
      `@groovy.transform.Field def f = new File('/etc/passwd')\ndef call() { echo f.text }`,
    ],
  ])('refuses a file by %s', async (_, body) => {
    const build = await inLibrary(body);

    expect(build.error).toBe('Scripts not permitted to use new java.io.File');
  });

  it('refuses a finalizer', async () => {
    const build = await inLibrary(
      `class Late { void finalize() { println 'x' } }\ndef call() { new Late() }`,
    );

    expect(build.error).toContain('finalize');
  });

  it('lets code catch what it refuses', async () => {
    const build = await inLibrary(
      `def call() { try { System.exit(1) } catch (SecurityException e) { echo "caught: \${e.message}" } }`,
    );

    expect(build.log).toBe(
      'caught: Scripts not permitted to use staticMethod java.lang.System exit\n',
    );
  });

  it('allows what script-security lists, with GStrings where texts are taken', async () => {
    const build = await inLibrary(`
      def call() {
        def parts = "a-\${'b'}".split("\${'-'}")
        def map = [n: 1 + 2, x: null]
        echo "\${parts[1]} \${map.n} \${groovy.json.JsonOutput.toJson(map)} \${'x'.toUpperCase(Locale.ROOT)} \${'4'.toInteger() * 2}"
      }`);

    expect(build.log).toBe('b 3 {"n":3,"x":null} X 8\n');
  });

  it('is not there for a trusted library', async () => {
    const build = await runJenkinsfile({
      jenkinsfile: `echo "size \${new LinkedHashMap().size()}"`,
      sandbox: false,
    });

    expect(build.log).toBe('size 0\n');
  });
});
