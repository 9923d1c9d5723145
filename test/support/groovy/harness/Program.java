package harness;

import com.cloudbees.groovy.cps.Continuable;
import com.cloudbees.groovy.cps.Envs;
import com.cloudbees.groovy.cps.ObjectInputStreamWithLoader;
import com.cloudbees.groovy.cps.Outcome;
import com.cloudbees.groovy.cps.impl.CpsCallableInvocation;
import groovy.lang.Closure;
import groovy.lang.Script;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Everything that Jenkins would keep in program.dat: the threads, and the library variables that they use. */
final class Program implements Serializable {
    private static final long serialVersionUID = 1L;

    private final List<GreenThread> threads = new ArrayList<>();
    private final Map<String, Script> variables = new HashMap<>();

    Program(Script jenkinsfile) {
        threads.add(new GreenThread(new Continuable(jenkinsfile, Envs.empty(Run.current().invoker)), Context.OUTERMOST, null, null, null));
    }

    Object libraryVariable(String name) {
        if (!variables.containsKey(name)) {
            Script created = Run.current().compiler.newVariable(name);
            if (created == null) return null;
            variables.put(name, created);
        }
        return variables.get(name);
    }

    /**
     * Takes the next thread to its next step, and performs that; a step during which Jenkins may be restarted only the next time.
     * Returns the outcome of the whole program, null before its end.
     */
    Outcome advance() {
        GreenThread thread = nextThread();
        Run.current().thread = thread;
        if (thread.waitsFor == null) {
            Outcome said = thread.code.run0(thread.answer, Run.current().categories());
            thread.answer = null;
            if (!thread.code.isResumable()) return ended(thread, said);
            thread.waitsFor = (StepCall) said.getNormal();
            if (StepNames.outlivesJenkins(thread.waitsFor.name)) return null;
        }
        perform(thread, thread.waitsFor);
        return null;
    }

    private void perform(GreenThread thread, StepCall call) {
        thread.waitsFor = null;
        try {
            Run.current().suspended();
            if (call.name.equals("parallel")) startBranches(thread, call);
            else if (StepNames.isBlock(call.name)) start(thread, call, call.body, BlockSteps.enter(call, thread.context), null);
            else thread.answer = new Outcome(Steps.perform(call, thread.context), null);
        } catch (Throwable thrown) {
            thread.answer = new Outcome(null, thrown);
        }
    }

    private GreenThread nextThread() {
        for (int i = 0; i < threads.size(); i++) {
            GreenThread thread = threads.remove(0);
            threads.add(thread);
            if (thread.answer != null || thread.waitsFor != null) return thread;
        }
        throw new IllegalStateException("No thread of the program can go on");
    }

    private void startBranches(GreenThread thread, StepCall call) {
        call.arguments.forEach((branch, body) -> {
            if (body instanceof Closure) start(thread, call, (Closure<?>) body, thread.context.inside("branch " + branch), branch);
        });
    }

    private void start(GreenThread parent, StepCall call, Closure<?> body, Context context, String branch) {
        if (body == null) throw new IllegalArgumentException("Step " + call.name + " needs a body");
        parent.branches++;
        try {
            body.call();
        } catch (CpsCallableInvocation invocation) {
            Continuable code = new Continuable(invocation.asBlock(), Envs.empty(Run.current().invoker));
            threads.add(new GreenThread(code, context.inside(call.name), parent, call, branch));
        }
    }

    private Outcome ended(GreenThread thread, Outcome outcome) {
        threads.remove(thread);
        if (thread.parent == null) return outcome;
        GreenThread parent = thread.parent;
        parent.ended.put(thread.branch, BlockSteps.leave(thread.block, outcome));
        if (parent.ended.size() < parent.branches) return null;
        parent.answer = parent.ended.values().stream().filter(Outcome::isFailure).findFirst()
                .orElse(thread.branch == null ? parent.ended.get(null) : new Outcome(results(parent), null));
        parent.ended.clear();
        parent.branches = 0;
        return null;
    }

    private static Map<String, Object> results(GreenThread parent) {
        Map<String, Object> results = new HashMap<>();
        parent.ended.forEach((branch, outcome) -> results.put(branch, outcome.getNormal()));
        return results;
    }

    /** The step that was performed last, or the one that is waited for. */
    String standsAt() {
        GreenThread thread = Run.current().thread;
        StepCall call = thread.waitsFor;
        if (call == null) return Run.current().steps.isEmpty() ? "the begin" : "after " + Run.current().lastStep().get("step");
        return "during " + call.name + (call.text("label") == null ? "" : " " + call.text("label"));
    }

    /** The library variables that it uses: their classes have to be there before it can be read back. */
    List<String> variableNames() {
        return new ArrayList<>(variables.keySet());
    }

    byte[] saved() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(this);
        }
        return bytes.toByteArray();
    }

    static Program restored(byte[] saved, ClassLoader loader) throws IOException, ClassNotFoundException {
        try (ObjectInputStreamWithLoader in = new ObjectInputStreamWithLoader(new ByteArrayInputStream(saved), loader)) {
            return (Program) in.readObject();
        }
    }
}
