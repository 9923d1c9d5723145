package harness;

import groovy.lang.GroovyObjectSupport;
import groovy.lang.MissingMethodException;
import groovy.lang.MissingPropertyException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Collects what a section of a declarative pipeline says, as the delegate of its closure. */
public final class Section extends GroovyObjectSupport implements Serializable {
    private static final long serialVersionUID = 1L;

    private final List<String> known;
    private final List<List<Object>> directives = new ArrayList<>();

    /** @param known the directives that may be said here; null when any may */
    public Section(List<String> known) {
        this.known = known;
    }

    @Override
    public Object invokeMethod(String name, Object arguments) {
        if (known != null && !known.contains(name)) throw new MissingMethodException(name, Section.class, (Object[]) arguments);
        List<Object> directive = new ArrayList<>();
        directive.add(name);
        directive.addAll(Arrays.asList((Object[]) arguments));
        directives.add(directive);
        return null;
    }

    @Override
    public Object getProperty(String name) {
        if (name.equals("any") || name.equals("none")) return name;
        throw new MissingPropertyException(name, Section.class);
    }

    @Override
    public void setProperty(String name, Object value) {
        directives.add(Arrays.asList(name, value));
    }

    /** `[directive, argument, argument…]` in the order of the file. */
    public List<List<Object>> said() {
        return directives;
    }

    /** The first argument of a directive; null when it was not given. */
    public Object first(String name) {
        for (List<Object> directive : directives) if (directive.get(0).equals(name)) return directive.size() > 1 ? directive.get(1) : null;
        return null;
    }

    /** Every argument of a directive. */
    public List<Object> all(String name) {
        for (List<Object> directive : directives) if (directive.get(0).equals(name)) return new ArrayList<>(directive.subList(1, directive.size()));
        return new ArrayList<>();
    }

    public boolean says(String name) {
        return directives.stream().anyMatch(directive -> directive.get(0).equals(name));
    }

    /** The stage at which somebody restarted the pipeline; null when it runs from its begin. */
    public static String restartedAt() {
        return Run.current().scenario.text("restartedAt", null);
    }

    /** `[{name: …}, …]` as the `input` step takes its parameters. */
    public List<Symbol> symbols() {
        List<Symbol> symbols = new ArrayList<>();
        for (List<Object> directive : directives) symbols.add(new Symbol((String) directive.get(0), (Map<?, ?>) directive.get(1)));
        return symbols;
    }
}
