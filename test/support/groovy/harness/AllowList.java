package harness;

import groovy.lang.GString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.codehaus.groovy.reflection.ReflectionCache;
import org.codehaus.groovy.runtime.DefaultGroovyMethods;
import org.codehaus.groovy.runtime.StringGroovyMethods;

/** Signatures in the notation of Jenkins' script-security: `method`, `staticMethod`, `new` and `staticField`. */
final class AllowList {
    private static final List<Class<?>> EXTENSIONS = List.of(DefaultGroovyMethods.class, StringGroovyMethods.class);

    private final List<Entry> entries;

    private AllowList(List<Entry> entries) {
        this.entries = entries;
    }

    static AllowList read(Path file) {
        try {
            return new AllowList(Files.readAllLines(file).stream()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> new Entry(line.split(" ")))
                    .collect(Collectors.toList()));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    boolean hasMethod(Object receiver, String name, Object... arguments) {
        Object[] extended = new Object[arguments.length + 1];
        extended[0] = receiver;
        System.arraycopy(arguments, 0, extended, 1, arguments.length);
        return entries.stream().anyMatch(entry -> entry.is("method", name) && entry.type.isInstance(receiver) && entry.takes(arguments))
                || EXTENSIONS.stream().anyMatch(type -> hasStaticMethod(type, name, extended));
    }

    boolean hasStaticMethod(Class<?> type, String name, Object... arguments) {
        return entries.stream().anyMatch(entry -> entry.is("staticMethod", name) && entry.type == type && entry.takes(arguments));
    }

    boolean hasConstructor(Class<?> type, Object... arguments) {
        return entries.stream().anyMatch(entry -> entry.is("new", null) && entry.type == type && entry.takes(arguments));
    }

    boolean hasStaticField(Class<?> type, String name) {
        return entries.stream().anyMatch(entry -> entry.is("staticField", name) && entry.type == type);
    }

    private static final class Entry {
        private final String kind;
        private final Class<?> type;
        private final String name;
        private final List<Class<?>> parameters = new ArrayList<>();

        Entry(String[] words) {
            kind = words[0];
            type = load(words[1]);
            boolean hasName = !kind.equals("new");
            name = hasName ? words[2] : null;
            for (String word : Arrays.asList(words).subList(hasName ? 3 : 2, words.length)) parameters.add(load(word));
        }

        boolean is(String aKind, String aName) {
            return kind.equals(aKind) && (name == null || name.equals(aName));
        }

        boolean takes(Object[] arguments) {
            if (parameters.size() == 1 && parameters.get(0) == Object[].class) return true;
            if (parameters.size() != arguments.length) return false;
            for (int i = 0; i < arguments.length; i++) if (!takes(parameters.get(i), arguments[i])) return false;
            return true;
        }

        /** Groovy hands a GString over as the String that it makes. */
        private static boolean takes(Class<?> parameter, Object argument) {
            if (argument == null) return !parameter.isPrimitive();
            if (parameter == String.class && argument instanceof GString) return true;
            return ReflectionCache.autoboxType(parameter).isInstance(argument);
        }

        private static Class<?> load(String name) {
            switch (name) {
                case "int": return int.class;
                case "boolean": return boolean.class;
                case "java.lang.Object[]": return Object[].class;
                default:
                    try {
                        return Class.forName(name);
                    } catch (ClassNotFoundException misspelt) {
                        throw new IllegalArgumentException("The list of what is allowed names no class: " + name, misspelt);
                    }
            }
        }
    }
}
