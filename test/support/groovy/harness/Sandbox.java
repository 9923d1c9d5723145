package harness;

import groovy.lang.GString;
import groovy.lang.GroovyClassLoader;
import java.util.Map;
import java.util.Set;
import org.codehaus.groovy.runtime.GStringImpl;
import org.codehaus.groovy.runtime.MetaClassHelper;
import org.codehaus.groovy.runtime.ScriptBytecodeAdapter;
import org.jenkinsci.plugins.scriptsecurity.sandbox.RejectedAccessException;
import org.kohsuke.groovy.sandbox.GroovyInterceptor;

/** Decides what sandboxed code may do, as Jenkins' script-security does: classes of its own, steps, and what a list names. */
final class Sandbox extends GroovyInterceptor {
    private static final Set<String> ARITHMETIC = Set.of("plus", "minus", "multiply", "div", "mod", "unaryMinus", "compareTo");

    private final AllowList allowed;

    Sandbox(AllowList allowed) {
        this.allowed = allowed;
    }

    @Override
    public Object onMethodCall(Invoker invoker, Object receiver, String method, Object... arguments) throws Throwable {
        if (!mayCall(receiver, method, arguments)) throw new RejectedAccessException("method " + receiver.getClass().getName() + " " + method);
        return invoker.call(receiver, method, arguments);
    }

    private boolean mayCall(Object receiver, String method, Object[] arguments) {
        if (receiver instanceof PipelineScript) return !method.equals("evaluate");
        if (isOfPipelines(receiver)) return true;
        if (isBuild(receiver)) return method.equals("getBuildCauses");
        if (receiver instanceof Number && ARITHMETIC.contains(method)) return true;
        return allowed.hasMethod(receiver instanceof GString ? receiver.toString() : receiver, method, arguments)
                || allowed.hasMethod(receiver, method, arguments);
    }

    @Override
    public Object onStaticCall(Invoker invoker, Class receiver, String method, Object... arguments) throws Throwable {
        if (!isPartOfGString(receiver, arguments) && !allowed.hasStaticMethod(receiver, method, arguments)) throw new RejectedAccessException("staticMethod " + receiver.getName() + " " + method);
        return invoker.call(receiver, method, arguments);
    }

    @Override
    public Object onNewInstance(Invoker invoker, Class receiver, Object... arguments) throws Throwable {
        if (receiver != GStringImpl.class && !isCompiledHere(receiver) && !allowed.hasConstructor(receiver, arguments)) {
            throw new RejectedAccessException("new " + receiver.getName());
        }
        return invoker.call(receiver, null, arguments);
    }

    @Override
    public void onSuperConstructor(Invoker invoker, Class type, Object... arguments) {
        if (type != PipelineScript.class && type != Object.class && !isCompiledHere(type) && !allowed.hasConstructor(type, arguments)) {
            throw new RejectedAccessException("new " + type.getName());
        }
    }

    @Override
    public Object onGetProperty(Invoker invoker, Object receiver, String property) throws Throwable {
        String getter = "get" + MetaClassHelper.capitalize(property);
        boolean may = isVariable(receiver)
                || receiver instanceof Object[] && property.equals("length")
                || receiver instanceof Map && allowed.hasMethod(receiver, "get", property)
                || receiver instanceof Class && allowed.hasStaticField((Class<?>) receiver, property)
                || allowed.hasMethod(receiver, getter);
        if (!may) throw new RejectedAccessException("field " + nameOf(receiver) + " " + property);
        return invoker.call(receiver, property);
    }

    @Override
    public Object onSetProperty(Invoker invoker, Object receiver, String property, Object value) throws Throwable {
        boolean may = isVariable(receiver)
                || receiver instanceof Map && allowed.hasMethod(receiver, "put", property, value)
                || allowed.hasMethod(receiver, "set" + MetaClassHelper.capitalize(property), value);
        if (!may) throw new RejectedAccessException("field " + nameOf(receiver) + " " + property);
        return invoker.call(receiver, property, value);
    }

    /** Indexes of arrays; those of lists and maps are calls of `getAt` and `putAt`. */
    @Override
    public Object onGetArray(Invoker invoker, Object receiver, Object index) throws Throwable {
        if (!receiver.getClass().isArray() && !mayCall(receiver, "getAt", new Object[] {index})) {
            throw new RejectedAccessException("method " + nameOf(receiver) + " getAt");
        }
        return invoker.call(receiver, null, index);
    }

    @Override
    public Object onSetArray(Invoker invoker, Object receiver, Object index, Object value) throws Throwable {
        if (!receiver.getClass().isArray() && !mayCall(receiver, "putAt", new Object[] {index, value})) {
            throw new RejectedAccessException("method " + nameOf(receiver) + " putAt");
        }
        return invoker.call(receiver, null, index, value);
    }

    @Override
    public Object onGetAttribute(Invoker invoker, Object receiver, String attribute) {
        throw new RejectedAccessException("field " + nameOf(receiver) + " " + attribute);
    }

    @Override
    public Object onSetAttribute(Invoker invoker, Object receiver, String attribute, Object value) {
        throw new RejectedAccessException("field " + nameOf(receiver) + " " + attribute);
    }

    @Override
    public Object onSuperCall(Invoker invoker, Class type, Object receiver, String method, Object... arguments) {
        throw new RejectedAccessException("method " + type.getName() + " " + method);
    }

    /** groovy-cps makes an array of the texts, and one of the values; a cast in the source is a `checkedCast`. */
    private static boolean isPartOfGString(Class<?> receiver, Object[] arguments) {
        return receiver == ScriptBytecodeAdapter.class && arguments.length == 2
                && (arguments[1] == Object[].class || arguments[1] == String[].class);
    }

    private static boolean isBuild(Object receiver) {
        return receiver instanceof Variables.CurrentBuild || receiver instanceof Variables.EarlierBuild;
    }

    private static boolean isVariable(Object receiver) {
        return receiver instanceof PipelineScript || isOfPipelines(receiver) || isBuild(receiver)
                || receiver instanceof groovy.lang.Closure;
    }

    /** What a declarative pipeline or a plug-in's own Groovy hands out. */
    private static boolean isOfPipelines(Object receiver) {
        return receiver instanceof Section || receiver instanceof Variables.Env
                || !(receiver instanceof groovy.lang.Closure) && isCompiledHere(receiver.getClass());
    }

    private static boolean isCompiledHere(Class<?> type) {
        return type.getClassLoader() instanceof GroovyClassLoader;
    }

    private static String nameOf(Object receiver) {
        return (receiver instanceof Class ? (Class<?>) receiver : receiver.getClass()).getName();
    }
}
