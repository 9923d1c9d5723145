package harness;

import hudson.AbortException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.List;
import java.util.Map;

/** `sh` really runs, as Jenkins runs it; `bat` runs what Windows would make of it. */
final class Shell {
    private Shell() {}

    static Object run(StepCall call, Context context) throws Exception {
        boolean unix = Run.current().scenario.flag("isUnix", true);
        if (call.name.equals("sh") != unix) throw new IOException(call.name + " does not run on this agent");
        if (call.flag("returnStatus") && call.flag("returnStdout")) throw new IllegalArgumentException("You may not use returnStatus and returnStdout together.");
        Path output = Files.createTempFile(Run.current().folder, "durable-", ".out");
        int status = unix ? executeSh(call, context, output) : executeBat(call, context, output);
        String printed = Files.readString(output);
        if (!call.flag("returnStdout")) Run.current().print(context, printed);
        if (call.flag("returnStatus")) return status;
        if (status != 0) throw new AbortException("script returned exit code " + status);
        return call.flag("returnStdout") ? printed : null;
    }

    private static int executeSh(StepCall call, Context context, Path output) throws Exception {
        Path script = output.resolveSibling(output.getFileName() + ".sh");
        Files.write(script, call.required("script").getBytes(StandardCharsets.UTF_8));
        return execute(List.of("/bin/sh", "-xe", script.toString()), call, context, output);
    }

    private static int executeBat(StepCall call, Context context, Path output) throws Exception {
        List<String> command = WindowsCommand.parse(call.required("script"), Run.current().environment(context));
        Run.current().lastStep().put("argv", command);
        return execute(command, call, context, output);
    }

    private static int execute(List<String> command, StepCall call, Context context, Path output) throws Exception {
        Path errors = call.flag("returnStdout") ? output.resolveSibling(output.getFileName() + ".err") : output;
        Map<String, String> environment = Run.current().environment(context);
        ProcessBuilder process = new ProcessBuilder("/usr/bin/env").directory(Paths.get(context.folder).toFile());
        process.command().addAll(command);
        process.environment().clear();
        process.environment().putAll(environment);
        process.redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        process.redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()));
        int status = process.start().waitFor();
        if (errors != output) Run.current().print(context, Files.readString(errors));
        return status;
    }
}
