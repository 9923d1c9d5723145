package harness;

import groovy.lang.Closure;
import hudson.AbortException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The steps without a body, as the ones of Jenkins behave. */
final class Steps {
    private Steps() {}

    static Object perform(StepCall call, Context context) throws Exception {
        Run run = Run.current();
        run.record(call, context);
        switch (call.name) {
            case "echo":
                run.print(context, call.required("message"));
                return null;
            case "error":
                throw new AbortException(call.required("message"));
            case "input":
                return InputStep.ask(call, context);
            case "milestone":
            case "addInfoBadge":
            case "addWarningBadge":
                return null;
            case "libraryResource":
                return read(run.compiler.resource(call.required("resource")), call);
            case "tool":
                return toolFolder(call);
            case "build":
                return build(call);
            default:
                return performOnNode(call, context, folderOf(call, context));
        }
    }

    private static Object performOnNode(StepCall call, Context context, Path folder) throws Exception {
        Run run = Run.current();
        switch (call.name) {
            case "isUnix":
                return run.scenario.flag("isUnix", true);
            case "sh":
            case "bat":
                return Shell.run(call, context);
            case "pwd":
                return context.folder;
            case "deleteDir":
                AntFiles.delete(folder);
                return null;
            case "fileExists":
                return Files.exists(folder.resolve(call.required("file")));
            case "readFile":
                return read(folder.resolve(call.required("file")), call);
            case "writeFile":
                return write(folder.resolve(call.required("file")), call);
            case "checkout":
                return checkout(folder);
            case "stash":
                if (AntFiles.copy(folder, call.text("includes"), call.text("excludes"), stash(call)) == 0 && !call.flag("allowEmpty")) {
                    throw new AbortException("No files included in stash ‘" + call.text("name") + "’");
                }
                return null;
            case "unstash":
                if (!Files.isDirectory(stash(call))) throw new AbortException("No such saved stash ‘" + call.required("name") + "’");
                AntFiles.copy(stash(call), null, null, folder);
                return null;
            case "archiveArtifacts":
                if (AntFiles.copy(folder, call.required("artifacts"), call.text("excludes"), run.folder.resolve("archive")) == 0 && !call.flag("allowEmptyArchive")) {
                    throw new AbortException("No artifacts found that match the file pattern \"" + call.text("artifacts") + "\". Configuration error?");
                }
                return null;
            case "publishHTML":
                return published(folder, (Map<?, ?>) call.arguments.get("target"));
            case "junit":
                if (AntFiles.find(folder, call.required("testResults"), null).isEmpty() && !call.flag("allowEmptyResults")) {
                    throw new AbortException("No test report files were found. Configuration error?");
                }
                return null;
            default:
                throw new IllegalStateException("The harness has no step " + call.name);
        }
    }

    private static Object published(Path folder, Map<?, ?> target) throws AbortException {
        if (!Files.exists(folder.resolve(target.get("reportDir") + "/" + target.get("reportFiles")))) {
            throw new AbortException("Specified HTML directory '" + target.get("reportDir") + "' does not exist.");
        }
        return null;
    }

    private static Path folderOf(StepCall call, Context context) {
        if (context.folder == null) {
            throw new IllegalStateException("Required context class hudson.FilePath is missing\n"
                    + "Perhaps you forgot to surround the " + call.name + " step with a step that provides this, such as: node");
        }
        return Paths.get(context.folder);
    }

    private static Path stash(StepCall call) {
        return Run.current().folder.resolve("stashes").resolve(call.required("name"));
    }

    /** Without an encoding Jenkins uses the platform's, which here is one that shows the mistake. */
    private static String read(Path file, StepCall call) throws IOException {
        if (!Files.exists(file)) throw new NoSuchFileException(file.toString());
        return new String(Files.readAllBytes(file), "UTF-8".equals(call.text("encoding")) ? StandardCharsets.UTF_8 : StandardCharsets.US_ASCII);
    }

    private static Object write(Path file, StepCall call) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, call.required("text").getBytes("UTF-8".equals(call.text("encoding")) ? StandardCharsets.UTF_8 : StandardCharsets.US_ASCII));
        return null;
    }

    static Map<String, String> checkout(Path folder) throws IOException {
        Scenario scenario = Run.current().scenario;
        if (scenario.path("source") != null) AntFiles.copy(scenario.path("source"), null, null, folder);
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("GIT_COMMIT", scenario.text("commit", "9fceb02d0ae598e95dc970b74767f19372d61af8"));
        return variables;
    }

    private static Object toolFolder(StepCall call) throws AbortException {
        String folder = Run.current().scenario.<String>map("tools").get(call.required("name"));
        if (folder == null) throw new AbortException("No tool named " + call.required("name") + " found");
        return folder;
    }

    /** The build of another job, which the scenario says how it went. */
    private static Object build(StepCall call) throws AbortException {
        Map<String, Object> build = Run.current().scenario.<Map<String, Object>>map("builds").get(call.required("job"));
        if (build == null) throw new AbortException("No item named " + call.required("job") + " found");
        return build;
    }

    static Object printable(Object value) {
        if (value == null || value instanceof Number || value instanceof Boolean || value instanceof String) return value;
        if (value instanceof List) return ((List<?>) value).stream().map(Steps::printable).collect(Collectors.toList());
        return value instanceof Closure ? "{ … }" : value.toString();
    }
}
