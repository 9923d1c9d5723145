package harness;

import com.cloudbees.groovy.cps.Continuable;
import com.cloudbees.groovy.cps.Outcome;
import com.cloudbees.groovy.cps.impl.CpsCallableInvocation;
import com.cloudbees.groovy.cps.sandbox.Invoker;
import com.cloudbees.groovy.cps.sandbox.SandboxInvoker;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;

/** One build: the world around the program, and what Jenkins keeps of it in files of its own. */
final class Run implements Serializable {
    private static final long serialVersionUID = 1L;
    private static Run current;

    transient Scenario scenario;
    transient Compiler compiler;
    transient Invoker invoker;
    transient Path folder;
    transient Program program;
    transient GreenThread thread;
    final Map<String, Object> parameters;
    final Map<String, String> globalEnv = new TreeMap<>();
    final StringBuilder log = new StringBuilder();
    final List<Map<String, Object>> steps = new ArrayList<>();
    final List<Map<String, Object>> inputs = new ArrayList<>();
    final Deque<Map<String, Object>> answers;
    final List<String> workspaces = new ArrayList<>();
    String result;
    String description;
    String displayName;
    boolean keepLog;
    private int maxStateBytes;
    /** Where the program stood each time that it was saved. */
    private final List<String> saves = new ArrayList<>();

    Run(Scenario scenario) {
        begin(scenario);
        this.parameters = new LinkedHashMap<>(scenario.map("params"));
        this.answers = new ArrayDeque<>(scenario.<Map<String, Object>>list("inputs"));
        this.description = scenario.text("description", null);
        this.displayName = "#" + scenario.text("buildNumber", "1");
    }

    private void begin(Scenario world) {
        current = this;
        scenario = world;
        compiler = new Compiler(scenario);
        invoker = scenario.flag("sandbox", true) ? new SandboxInvoker() : Invoker.INSTANCE;
        folder = scenario.path("folder").resolve("disk");
    }

    static Run current() {
        return current;
    }

    /** The build as it was at a restart of Jenkins: its program, and its files where they were. */
    static Run restored(Scenario scenario, Path saved) throws IOException, ClassNotFoundException {
        try (ObjectInputStream in = new ObjectInputStream(Files.newInputStream(saved.resolve("build.dat")))) {
            Run run = (Run) in.readObject();
            run.begin(scenario);
            run.compiler.jenkinsfile();
            for (Object name : (List<?>) in.readObject()) run.compiler.newVariable((String) name);
            run.program = Program.restored((byte[]) in.readObject(), run.compiler.loader());
            AntFiles.replace(saved.resolve("disk"), run.folder);
            for (String workspace : run.workspaces) Files.createDirectories(Paths.get(workspace));
            return run;
        }
    }

    /** Measures what Jenkins writes while a step is performed: neither its arguments nor its answer, and nothing was read back before. */
    void suspended() throws IOException {
        if (!restarts()) stateWas(program.saved().length);
    }

    private boolean restarts() {
        return scenario.flag("restarts", true);
    }

    /** Writes the program down and reads it back; where the scenario wants it, what another process needs to go on is kept. */
    private void save() throws IOException, ClassNotFoundException {
        if (!restarts()) return;
        byte[] bytes = program.saved();
        stateWas(bytes.length);
        saves.add(program.standsAt());
        if (scenario.path("saveTo") != null && (scenario.text("endsAt", null) == null || endsHere())) keep(bytes, scenario.path("saveTo"), saves.size() - 1);
        program = Program.restored(bytes, compiler.loader());
    }

    private void keep(byte[] savedProgram, Path saved, int number) throws IOException {
        Path target = Files.createDirectories(saved.resolve(String.valueOf(number)));
        try (ObjectOutputStream out = new ObjectOutputStream(Files.newOutputStream(target.resolve("build.dat")))) {
            out.writeObject(this);
            out.writeObject(program.variableNames());
            out.writeObject(savedProgram);
        }
        AntFiles.snapshot(folder, saved.resolve(String.valueOf(number - 1)).resolve("disk"), target.resolve("disk"));
    }

    Map<String, Object> execute() throws IOException {
        Files.createDirectories(folder);
        Sandbox sandbox = new Sandbox(AllowList.read(scenario.path("allowed")));
        sandbox.register();
        CpsCallableInvocation.registerMismatchHandler((receiver, expected, actualReceiver, actual) ->
                log.append("expected to call ").append(expected).append(" but wound up catching ").append(actual).append('\n'));
        Throwable error = null;
        try {
            if (program == null) program = new Program(compiler.jenkinsfile());
            Outcome outcome;
            do {
                outcome = program.advance();
                if (outcome == null) save();
            } while (outcome == null && !endsHere());
            error = outcome == null ? null : outcome.getAbnormal();
        } catch (Exception stopped) {
            error = stopped;
        } finally {
            sandbox.unregister();
        }
        return report(error);
    }

    private boolean endsHere() {
        return !saves.isEmpty() && saves.get(saves.size() - 1).equals(scenario.text("endsAt", null));
    }

    private Map<String, Object> report(Throwable error) {
        if (error instanceof FlowInterruptedException) worsen("ABORTED");
        else if (error != null) worsen("FAILURE");
        if (error != null) log.append("ERROR: ").append(error.getMessage()).append('\n');
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("result", result == null ? "SUCCESS" : result);
        report.put("error", error == null ? null : error.getMessage());
        report.put("errorType", error == null ? null : error.getClass().getName());
        report.put("log", log.toString());
        report.put("steps", steps);
        report.put("inputs", inputs);
        report.put("env", globalEnv);
        report.put("description", description);
        report.put("displayName", displayName);
        report.put("keepLog", keepLog);
        report.put("workspaces", workspaces);
        report.put("archive", folder.resolve("archive").toString());
        report.put("maxStateBytes", maxStateBytes);
        report.put("saves", saves);
        return report;
    }

    List<Class> categories() {
        List<Class> categories = new ArrayList<>(Continuable.categories);
        if (scenario.flag("iteratorShim", true)) categories.add(IteratorShim.class);
        return categories;
    }

    void stateWas(int bytes) {
        maxStateBytes = Math.max(maxStateBytes, bytes);
        if (!steps.isEmpty()) steps.get(steps.size() - 1).putIfAbsent("stateBytes", bytes);
    }

    void print(Context context, String text) {
        log.append(context.masked(text)).append(text.endsWith("\n") ? "" : "\n");
    }

    void record(StepCall call, Context context) {
        Map<String, Object> step = new HashMap<>();
        Map<String, Object> arguments = new LinkedHashMap<>();
        call.arguments.forEach((name, value) -> arguments.put(name, Steps.printable(value)));
        step.put("step", call.name);
        step.put("arguments", arguments);
        step.put("node", context.node);
        step.put("blocks", context.blocks);
        steps.add(step);
    }

    Map<String, Object> lastStep() {
        return steps.get(steps.size() - 1);
    }

    /** Results only get worse. */
    void worsen(String to) {
        List<String> order = List.of("SUCCESS", "UNSTABLE", "FAILURE", "NOT_BUILT", "ABORTED");
        if (!order.contains(to)) throw new IllegalArgumentException("No such result: " + to);
        if (result == null || order.indexOf(to) > order.indexOf(result)) result = to;
    }

    /** A variable of the environment as the running thread sees it. */
    String env(String name) {
        return environment(thread.context).get(name);
    }

    Map<String, String> environment(Context context) {
        Map<String, String> all = new TreeMap<>();
        String number = scenario.text("buildNumber", "1");
        String job = scenario.text("jobName", "shop/checkout");
        all.put("BUILD_NUMBER", number);
        all.put("JOB_NAME", job);
        all.put("BUILD_URL", "https://jenkins.example.com/job/" + job.replace("/", "/job/") + "/" + number + "/");
        if (scenario.text("branch", null) != null) all.put("BRANCH_NAME", scenario.text("branch", null));
        scenario.<String>map("env").forEach(all::put);
        if (context.node != null) {
            all.put("NODE_NAME", context.node);
            all.put("WORKSPACE", context.workspace);
            all.put("PATH", scenario.text("path", System.getenv("PATH")));
        }
        all.putAll(globalEnv);
        context.env.forEach((name, value) -> {
            if (value.isEmpty()) all.remove(name);
            else if (name.startsWith("PATH+")) all.merge("PATH", value, (path, more) -> more + ":" + path);
            else all.put(name, value);
        });
        return all;
    }
}
