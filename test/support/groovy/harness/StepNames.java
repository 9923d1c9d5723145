package harness;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The steps that this Jenkins has, with the arguments of each; the first is the one that needs no name. */
final class StepNames {
    private static final Map<String, List<String>> ARGUMENTS = new HashMap<>();
    private static final List<String> BLOCKS = Arrays.asList(
            "node", "stage", "withEnv", "withCredentials", "timeout", "lock", "catchError", "dir", "script", "parallel",
            "podTemplate", "container", "withDockerContainer");
    /** Things that are written like steps, but only describe a value: a credential binding, a parameter. */
    private static final List<String> SYMBOLS = Arrays.asList("usernamePassword", "string", "file", "sshUserPrivateKey", "dockerCert", "text", "booleanParam", "choice", "password", "containerTemplate");

    static {
        has("echo", "message");
        has("error", "message");
        has("sh", "script", "returnStatus", "returnStdout", "label", "encoding");
        has("bat", "script", "returnStatus", "returnStdout", "label", "encoding");
        has("isUnix");
        has("pwd", "tmp");
        has("deleteDir");
        has("readFile", "file", "encoding");
        has("writeFile", "file", "text", "encoding");
        has("fileExists", "file");
        has("libraryResource", "resource", "encoding");
        has("stash", "name", "includes", "excludes", "allowEmpty", "useDefaultExcludes");
        has("unstash", "name");
        has("archiveArtifacts", "artifacts", "allowEmptyArchive", "excludes", "fingerprint", "onlyIfSuccessful");
        has("junit", "testResults", "allowEmptyResults", "skipPublishingChecks");
        has("input", "message", "id", "ok", "cancel", "submitter", "submitterParameter", "parameters");
        has("milestone", "ordinal", "label");
        has("publishHTML", "target");
        has("addInfoBadge", "text", "id", "link");
        has("addWarningBadge", "text", "id", "link");
        has("tool", "name", "type");
        has("checkout", "scm");
        has("build", "job", "parameters", "wait", "propagate", "quietPeriod");

        has("node", "label");
        has("stage", "name");
        has("withEnv", "overrides");
        has("withCredentials", "bindings");
        has("timeout", "time", "unit", "activity");
        has("lock", "resource", "label", "quantity", "inversePrecedence");
        has("catchError", "buildResult", "stageResult", "message", "catchInterruptions");
        has("dir", "path");
        has("script");
        has("parallel");
        has("podTemplate", "yaml", "containers", "label", "cloud", "inheritFrom");
        has("container", "name", "shell");
        has("withDockerContainer", "image", "args", "toolName");
    }

    private StepNames() {}

    private static void has(String step, String... arguments) {
        ARGUMENTS.put(step, Arrays.asList(arguments));
    }

    static List<String> argumentsOf(String step) {
        return ARGUMENTS.getOrDefault(step, Collections.emptyList());
    }

    static boolean isBlock(String step) {
        return BLOCKS.contains(step);
    }

    static boolean isSymbol(String name) {
        return SYMBOLS.contains(name);
    }

    static NoSuchMethodError unknown(String name) {
        return new NoSuchMethodError("No such DSL method '" + name + "' found among steps " + new TreeSet<>(ARGUMENTS.keySet()));
    }

    /** Jenkins may be restarted while it waits for these: the machine goes on, or the question stays. */
    static boolean outlivesJenkins(String step) {
        return step.equals("input") || step.equals("sh") || step.equals("bat");
    }

    static boolean isStep(String name) {
        return ARGUMENTS.containsKey(name);
    }
}
