package harness;

import groovy.lang.Closure;
import groovy.lang.GString;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A step that Pipeline code asked for, with its arguments by name; this is what a suspended program hands out. */
final class StepCall implements Serializable {
    private static final long serialVersionUID = 1L;

    final String name;
    final Map<String, Object> arguments;
    final Closure<?> body;

    private StepCall(String name, Map<String, Object> arguments, Closure<?> body) {
        this.name = name;
        this.arguments = arguments;
        this.body = body;
    }

    /** Reads `step 'value'`, `step(name: value)` and `step(…) { body }`; a misspelt argument is an error. */
    static StepCall of(String name, Object invokeMethodArguments) {
        List<Object> given = new ArrayList<>();
        if (invokeMethodArguments instanceof Object[]) for (Object one : (Object[]) invokeMethodArguments) given.add(one);
        else if (invokeMethodArguments != null) given.add(invokeMethodArguments);

        Closure<?> body = null;
        if (!given.isEmpty() && given.get(given.size() - 1) instanceof Closure) body = (Closure<?>) given.remove(given.size() - 1);
        if (given.size() > 1) throw new IllegalArgumentException("Expected named arguments for " + name + " but got " + given);

        List<String> known = StepNames.argumentsOf(name);
        Map<String, Object> arguments = new LinkedHashMap<>();
        if (!given.isEmpty() && given.get(0) instanceof Map && !name.equals("checkout")) {
            for (Map.Entry<?, ?> entry : ((Map<?, ?>) given.get(0)).entrySet()) arguments.put(entry.getKey().toString(), plain(entry.getValue()));
        } else if (!given.isEmpty()) {
            if (known.isEmpty()) throw new IllegalArgumentException(name + " takes no argument");
            arguments.put(known.get(0), plain(given.get(0)));
        }
        for (String argument : arguments.keySet()) {
            if (!known.contains(argument) && !name.equals("parallel")) throw new IllegalArgumentException("Unknown parameter '" + argument + "' of step " + name);
        }
        return new StepCall(name, arguments, body);
    }

    String text(String argument) {
        Object value = arguments.get(argument);
        if (value != null && !(value instanceof String)) throw new ClassCastException(name + "." + argument + " must be a String, not " + value.getClass().getName());
        return (String) value;
    }

    String required(String argument) {
        if (text(argument) == null) throw new IllegalArgumentException("Missing argument '" + argument + "' of step " + name);
        return text(argument);
    }

    boolean flag(String argument) {
        return Boolean.TRUE.equals(arguments.get(argument));
    }

    List<?> list(String argument) {
        return (List<?>) arguments.get(argument);
    }

    /** Jenkins turns every GString in a step's arguments into a String. */
    private static Object plain(Object value) {
        if (value instanceof GString) return value.toString();
        if (value instanceof List) {
            List<Object> copy = new ArrayList<>();
            for (Object one : (List<?>) value) copy.add(plain(one));
            return copy;
        }
        if (value instanceof Map) {
            Map<Object, Object> copy = new LinkedHashMap<>();
            for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) copy.put(entry.getKey(), plain(entry.getValue()));
            return copy;
        }
        return value;
    }
}
