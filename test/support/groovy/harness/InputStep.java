package harness;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;

/** Asks the people of the scenario; what `input` returns depends on how it was asked and on how it was answered. */
final class InputStep {
    private InputStep() {}

    static Object ask(StepCall call, Context context) throws FlowInterruptedException {
        Run run = Run.current();
        Map<String, Object> asked = new LinkedHashMap<>();
        asked.put("message", call.text("message"));
        asked.put("submitter", call.text("submitter"));
        asked.put("submitterParameter", call.text("submitterParameter"));
        asked.put("parameters", Steps.printable(parameters(call)));
        asked.put("ok", call.text("ok"));
        asked.put("heldNode", context.node);
        run.inputs.add(asked);
        run.print(context, call.text("message"));
        run.print(context, (call.text("ok") == null ? "Proceed" : call.text("ok")) + " or Abort");
        while (!run.answers.isEmpty()) {
            Map<String, Object> answer = run.answers.poll();
            String user = (String) answer.get("user");
            if (answer.containsKey("raw")) return answer.get("raw");
            if (answer.containsKey("timeout")) throw new FlowInterruptedException("Timeout has been exceeded");
            if (answer.containsKey("abort")) throw new FlowInterruptedException("Rejected by " + user);
            if (mayAnswer(call, answer)) {
                run.print(context, "Approved by " + user);
                return answer.containsKey("proceedEmpty") ? withoutParameters(call, user) : withParameters(call, answer);
            }
            run.print(context, user + " is not permitted to answer");
        }
        throw new IllegalStateException("The build waits for an input that nobody in the scenario gives: " + call.text("message"));
    }

    /** An administrator always may. */
    private static boolean mayAnswer(StepCall call, Map<String, Object> answer) {
        if (call.text("submitter") == null || Boolean.TRUE.equals(answer.get("administrator"))) return true;
        List<String> allowed = Arrays.asList(call.text("submitter").split(","));
        List<?> groups = (List<?>) answer.getOrDefault("groups", List.of());
        return allowed.contains(answer.get("user")) || groups.stream().anyMatch(allowed::contains);
    }

    private static Object withoutParameters(StepCall call, String user) {
        return call.text("submitterParameter") == null ? null : user;
    }

    private static Object withParameters(StepCall call, Map<String, Object> answer) {
        Map<?, ?> given = (Map<?, ?>) answer.getOrDefault("values", Map.of());
        Map<String, Object> values = new LinkedHashMap<>();
        for (Symbol parameter : parameters(call)) {
            values.put(parameter.text("name"), given.containsKey(parameter.text("name")) ? given.get(parameter.text("name")) : untouched(parameter));
        }
        if (call.text("submitterParameter") != null) values.put(call.text("submitterParameter"), answer.get("user"));
        if (values.isEmpty()) return null;
        return values.size() == 1 ? values.values().iterator().next() : values;
    }

    /** What the form sends for a field that nobody changed. */
    private static Object untouched(Symbol parameter) {
        if (parameter.name.equals("choice")) return ((List<?>) parameter.arguments.get("choices")).get(0);
        Object value = parameter.arguments.get("defaultValue");
        return value == null ? "" : value;
    }

    private static List<Symbol> parameters(StepCall call) {
        List<Symbol> symbols = new ArrayList<>();
        if (call.list("parameters") != null) for (Object one : call.list("parameters")) symbols.add((Symbol) one);
        return symbols;
    }
}
