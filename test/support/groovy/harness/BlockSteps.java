package harness;

import com.cloudbees.groovy.cps.Outcome;
import hudson.AbortException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Map;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;

/** The steps with a body: what the body gets, and what its end means. */
final class BlockSteps {
    private BlockSteps() {}

    static Context enter(StepCall call, Context outer) throws IOException {
        Run.current().record(call, outer);
        switch (call.name) {
            case "node":
                return agent(outer, call.text("label"));
            case "podTemplate":
                return outer.with("POD_LABEL", "pod-" + Run.current().scenario.text("buildNumber", "1"));
            case "container":
                return inContainer(outer, "containers", call.required("name"));
            case "withDockerContainer":
                return inContainer(outer, "images", call.required("image"));
            case "stage":
                Run.current().print(outer, "[Pipeline] { (" + call.required("name") + ")");
                return outer;
            case "withEnv":
                return variables(call, outer);
            case "withCredentials":
                return credentials(call, outer);
            case "dir":
                Path folder = Paths.get(outer.folder).resolve(call.required("path"));
                Files.createDirectories(folder);
                return outer.in(folder.toString());
            case "timeout":
                if (!(call.arguments.get("time") instanceof Number)) throw new ClassCastException("timeout.time must be a number");
                return outer;
            default:
                return outer;
        }
    }

    /** Every allocation is another machine with an empty workspace, so that whatever crosses from one to the next must be stashed. */
    private static Context agent(Context outer, String label) throws IOException {
        Run run = Run.current();
        String name = "agent-" + (run.workspaces.size() + 1);
        Path workspace = run.folder.resolve(name).resolve("workspace").resolve(run.scenario.text("workspace", "shop checkout"));
        Files.createDirectories(workspace);
        run.workspaces.add(workspace.toString());
        Context inner = outer.on(name, workspace.toString());
        boolean isPod = label != null && label.equals(outer.env.get("POD_LABEL"));
        return isPod ? inContainer(inner, "containers", "jnlp") : inner;
    }

    /** A container shares the workspace, and brings programs of its own. */
    private static Context inContainer(Context outer, String kind, String name) throws AbortException {
        String path = Run.current().scenario.<String>map(kind).get(name);
        if (path == null) throw new AbortException("There is no " + name + " among the " + kind + " of this Jenkins");
        return outer.with("PATH", path);
    }

    private static Context variables(StepCall call, Context outer) {
        Context inner = outer;
        for (Object override : call.list("overrides")) {
            String[] pair = ((String) override).split("=", 2);
            if (pair.length != 2) throw new IllegalArgumentException("withEnv needs NAME=value, not " + override);
            inner = inner.with(pair[0], pair[1]);
        }
        return inner;
    }

    private static Context credentials(StepCall call, Context outer) throws IOException {
        Context inner = outer;
        for (Object one : call.list("bindings")) {
            Symbol binding = (Symbol) one;
            String id = binding.text("credentialsId");
            Map<String, String> credential = Run.current().scenario.<Map<String, String>>map("credentials").get(id);
            if (credential == null) throw new AbortException("Could not find credentials entry with ID '" + id + "'");
            if (binding.name.equals("string")) {
                inner = inner.with(binding.text("variable"), credential.get("secret")).withSecret(credential.get("secret"));
            } else if (binding.name.equals("file")) {
                inner = inner.with(binding.text("variable"), secretFile(outer, id, credential.get("file")).toString());
            } else if (binding.name.equals("dockerCert")) {
                Path folder = secretFile(outer, id + "/key.pem", credential.get("key")).getParent();
                inner = inner.with(binding.text("variable"), folder.toString());
            } else if (binding.name.equals("sshUserPrivateKey")) {
                inner = inner.with(binding.text("keyFileVariable"), secretFile(outer, id, credential.get("privateKey")).toString())
                        .with(binding.text("usernameVariable"), credential.get("username"))
                        .with(binding.text("passphraseVariable"), credential.get("passphrase"))
                        .withSecret(credential.get("passphrase"));
            } else {
                inner = inner.with(binding.text("usernameVariable"), credential.get("username"))
                        .with(binding.text("passwordVariable"), credential.get("password"))
                        .withSecret(credential.get("password"));
            }
        }
        return inner;
    }

    /** Beside the workspace, as Jenkins does it, and here also after the block. */
    private static Path secretFile(Context outer, String id, String text) throws IOException {
        Path folder = Paths.get(outer.folder + "@tmp").resolve("secretFiles");
        Files.createDirectories(folder.resolve(id).getParent());
        return Files.write(folder.resolve(id), text.getBytes(StandardCharsets.UTF_8));
    }

    static Outcome leave(StepCall block, Outcome body) {
        if (!block.name.equals("catchError") || body.isSuccess()) return body;
        boolean interrupted = body.getAbnormal() instanceof FlowInterruptedException;
        if (interrupted && Boolean.FALSE.equals(block.arguments.get("catchInterruptions"))) return body;
        Object buildResult = block.arguments.get("buildResult");
        Run.current().worsen(interrupted ? "ABORTED" : buildResult == null ? "FAILURE" : buildResult.toString());
        Run.current().print(Context.OUTERMOST, "ERROR: " + body.getAbnormal().getMessage());
        return new Outcome(null, null);
    }
}
