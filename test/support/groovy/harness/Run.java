package harness;

import com.cloudbees.groovy.cps.Continuable;
import com.cloudbees.groovy.cps.Outcome;
import com.cloudbees.groovy.cps.impl.CpsCallableInvocation;
import com.cloudbees.groovy.cps.sandbox.Invoker;
import com.cloudbees.groovy.cps.sandbox.SandboxInvoker;
import groovy.lang.Script;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;

/** One build: the world around the program, which is never written down with it. */
final class Run {
    private static Run current;

    final Scenario scenario;
    final Compiler compiler;
    final Invoker invoker;
    final Path folder;
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
    Program program;
    GreenThread thread;
    private int maxStateBytes;

    Run(Scenario scenario) {
        current = this;
        this.scenario = scenario;
        this.compiler = new Compiler(scenario);
        this.invoker = scenario.flag("sandbox", true) ? new SandboxInvoker() : Invoker.INSTANCE;
        this.folder = scenario.path("folder");
        this.parameters = new LinkedHashMap<>(scenario.map("params"));
        this.answers = new ArrayDeque<>(scenario.<Map<String, Object>>list("inputs"));
        this.description = scenario.text("description", null);
        this.displayName = "#" + scenario.text("buildNumber", "1");
    }

    static Run current() {
        return current;
    }

    Map<String, Object> execute() {
        Sandbox sandbox = new Sandbox();
        sandbox.register();
        CpsCallableInvocation.registerMismatchHandler((receiver, expected, actualReceiver, actual) ->
                log.append("expected to call ").append(expected).append(" but wound up catching ").append(actual).append('\n'));
        Throwable error = null;
        try {
            Script jenkinsfile = compiler.jenkinsfile();
            program = new Program(jenkinsfile);
            Outcome outcome = null;
            while (outcome == null) {
                outcome = program.advance();
                program = program.restarted(compiler.loader());
            }
            error = outcome.getAbnormal();
        } catch (Exception stopped) {
            error = stopped;
        } finally {
            sandbox.unregister();
        }
        return report(error);
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
        report.put("workspaces", workspaces);
        report.put("archive", folder.resolve("archive").toString());
        report.put("maxStateBytes", maxStateBytes);
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
