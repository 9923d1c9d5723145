package harness;

import hudson.AbortException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.List;
import java.util.Map;

/** `sh` really runs, as Jenkins runs it; `bat` plays what the scenario says. */
final class Shell {
    private Shell() {}

    static Object run(StepCall call, Context context) throws Exception {
        boolean unix = Run.current().scenario.flag("isUnix", true);
        if (call.name.equals("sh") != unix) throw new IOException(call.name + " does not run on this agent");
        if (call.flag("returnStatus") && call.flag("returnStdout")) throw new IllegalArgumentException("You may not use returnStatus and returnStdout together.");
        Path output = Files.createTempFile(Run.current().folder, "durable-", ".out");
        int status = unix ? execute(call, context, output) : play(call, context, output);
        String printed = Files.readString(output);
        if (!call.flag("returnStdout")) Run.current().print(context, printed);
        if (call.flag("returnStatus")) return status;
        if (status != 0) throw new AbortException("script returned exit code " + status);
        return call.flag("returnStdout") ? printed : null;
    }

    private static int execute(StepCall call, Context context, Path output) throws Exception {
        Path script = output.resolveSibling(output.getFileName() + ".sh");
        Files.write(script, call.required("script").getBytes(StandardCharsets.UTF_8));
        Path errors = call.flag("returnStdout") ? output.resolveSibling(output.getFileName() + ".err") : output;
        ProcessBuilder process = new ProcessBuilder("/bin/sh", "-xe", script.toString()).directory(Paths.get(context.folder).toFile());
        process.environment().clear();
        process.environment().putAll(Run.current().environment(context));
        process.redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        process.redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()));
        int status = process.start().waitFor();
        if (errors != output) Run.current().print(context, Files.readString(errors));
        return status;
    }

    /** The first reply of the scenario whose variables are set as it says; its files appear as if the script had written them. */
    private static int play(StepCall call, Context context, Path output) throws IOException {
        Map<String, String> env = Run.current().environment(context);
        List<Map<String, Object>> replies = Run.current().scenario.list("bats");
        for (Map<String, Object> reply : replies) {
            Map<?, ?> when = (Map<?, ?>) reply.getOrDefault("when", Map.of());
            if (!when.entrySet().stream().allMatch(one -> one.getValue().equals(env.get(one.getKey())))) continue;
            if (!call.required("script").contains((String) reply.getOrDefault("script", ""))) continue;
            for (Map.Entry<?, ?> file : ((Map<?, ?>) reply.getOrDefault("files", Map.of())).entrySet()) {
                Path target = Paths.get(context.folder).resolve((String) file.getKey());
                Files.createDirectories(target.getParent());
                Files.writeString(target, (String) file.getValue());
            }
            Files.writeString(output, (String) reply.getOrDefault("output", ""));
            return ((Number) reply.getOrDefault("status", 0)).intValue();
        }
        return 0;
    }
}
