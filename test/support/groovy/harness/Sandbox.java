package harness;

import groovy.json.JsonOutput;
import groovy.lang.Closure;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.codehaus.groovy.runtime.GStringImpl;
import org.codehaus.groovy.runtime.ScriptBytecodeAdapter;
import org.jenkinsci.plugins.scriptsecurity.sandbox.RejectedAccessException;
import org.kohsuke.groovy.sandbox.GroovyInterceptor;

/** A small part of what Jenkins' sandbox allows: whatever is not named here is refused. */
final class Sandbox extends GroovyInterceptor {
    private static final Set<String> OPERATORS = Set.of(
            "plus", "equals", "compareTo", "toString", "hashCode", "isEmpty", "size", "getAt", "next", "asBoolean", "is");
    private static final Set<String> OF_TEXT = Set.of(
            "trim", "split", "replace", "replaceAll", "contains", "startsWith", "endsWith", "toUpperCase", "toLowerCase",
            "substring", "indexOf", "length", "matches", "toInteger", "tokenize", "readLines");
    private static final Set<String> OF_COLLECTIONS = Set.of(
            "add", "addAll", "contains", "get", "put", "putAll", "putAt", "containsKey", "remove", "keySet", "values", "join",
            "leftShift", "each", "collect", "find", "findAll", "any", "every", "iterator", "entrySet", "minus");
    private static final Set<String> OF_CLOSURES = Set.of("call", "setDelegate", "setResolveStrategy", "getDelegate", "curry");

    @Override
    public Object onMethodCall(Invoker invoker, Object receiver, String method, Object... arguments) throws Throwable {
        if (!mayCall(receiver, method)) throw new RejectedAccessException("method " + receiver.getClass().getName() + " " + method);
        return invoker.call(receiver, method, arguments);
    }

    private static boolean mayCall(Object receiver, String method) {
        if (receiver instanceof PipelineScript) return !method.equals("evaluate");
        if (receiver instanceof Section || receiver instanceof Variables.Env) return true;
        if (receiver instanceof Variables.CurrentBuild) return method.equals("getBuildCauses");
        if (receiver instanceof Throwable) return method.equals("getMessage") || method.equals("toString");
        if (OPERATORS.contains(method)) return true;
        if (receiver instanceof CharSequence) return OF_TEXT.contains(method);
        if (receiver instanceof Closure) return OF_CLOSURES.contains(method);
        if (receiver instanceof Collection || receiver instanceof Map || receiver instanceof Object[]) return OF_COLLECTIONS.contains(method);
        if (receiver instanceof Map.Entry) return method.equals("getKey") || method.equals("getValue");
        if (receiver instanceof Class) return method.equals("isInstance");
        return receiver instanceof Number && Set.of("minus", "multiply", "intValue").contains(method);
    }

    @Override
    public Object onStaticCall(Invoker invoker, Class receiver, String method, Object... arguments) throws Throwable {
        boolean may = receiver == JsonOutput.class && method.equals("toJson") && arguments.length == 1 && !(arguments[0] instanceof List)
                || receiver == JsonOutput.class && method.equals("prettyPrint")
                || receiver == Integer.class && method.equals("parseInt")
                || receiver == UUID.class && method.equals("randomUUID")
                || receiver == ScriptBytecodeAdapter.class && (method.startsWith("compare") || method.equals("asType") || method.equals("castToType"));
        if (!may) throw new RejectedAccessException("staticMethod " + receiver.getName() + " " + method);
        return invoker.call(receiver, method, arguments);
    }

    @Override
    public Object onNewInstance(Invoker invoker, Class receiver, Object... arguments) throws Throwable {
        boolean may = receiver == ArrayList.class && arguments.length == 1 && arguments[0] instanceof Collection
                || receiver == Exception.class && arguments.length == 1
                || receiver == GStringImpl.class;
        if (!may) throw new RejectedAccessException("new " + receiver.getName());
        return invoker.call(receiver, null, arguments);
    }

    @Override
    public Object onGetProperty(Invoker invoker, Object receiver, String property) throws Throwable {
        boolean may = receiver instanceof Map || isVariable(receiver)
                || receiver instanceof Throwable && property.equals("message")
                || receiver instanceof Object[] && property.equals("length")
                || receiver == Closure.class || receiver == Locale.class;
        if (!may) throw new RejectedAccessException("field " + receiver.getClass().getName() + " " + property);
        return invoker.call(receiver, property);
    }

    @Override
    public Object onSetProperty(Invoker invoker, Object receiver, String property, Object value) throws Throwable {
        boolean may = receiver instanceof Map || isVariable(receiver);
        if (!may) throw new RejectedAccessException("field " + receiver.getClass().getName() + " " + property);
        return invoker.call(receiver, property, value);
    }

    private static boolean isVariable(Object receiver) {
        return receiver instanceof PipelineScript || receiver instanceof Section || receiver instanceof Closure
                || receiver instanceof Variables.Env || receiver instanceof Variables.CurrentBuild;
    }

    @Override
    public Object onGetAttribute(Invoker invoker, Object receiver, String attribute) {
        throw new RejectedAccessException("field " + receiver.getClass().getName() + " " + attribute);
    }

    @Override
    public Object onSetAttribute(Invoker invoker, Object receiver, String attribute, Object value) {
        throw new RejectedAccessException("field " + receiver.getClass().getName() + " " + attribute);
    }

    @Override
    public Object onSuperCall(Invoker invoker, Class type, Object receiver, String method, Object... arguments) {
        throw new RejectedAccessException("method " + type.getName() + " " + method);
    }
}
