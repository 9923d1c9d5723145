package harness;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;

/** A described value such as `usernamePassword(credentialsId: …)` or `text(name: …)`. */
final class Symbol implements Serializable {
    private static final long serialVersionUID = 1L;

    final String name;
    final Map<String, Object> arguments = new LinkedHashMap<>();

    Symbol(String name, Map<?, ?> arguments) {
        this.name = name;
        arguments.forEach((key, value) -> this.arguments.put(key.toString(), value instanceof CharSequence ? value.toString() : value));
    }

    String text(String argument) {
        return (String) arguments.get(argument);
    }

    @Override
    public String toString() {
        return "@" + name + arguments;
    }
}
