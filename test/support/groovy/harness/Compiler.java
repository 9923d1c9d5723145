package harness;

import com.cloudbees.groovy.cps.CpsTransformer;
import com.cloudbees.groovy.cps.SandboxCpsTransformer;
import groovy.lang.GroovyClassLoader;
import groovy.lang.GroovyCodeSource;
import groovy.lang.Script;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.codehaus.groovy.control.CompilerConfiguration;
import org.codehaus.groovy.control.customizers.ImportCustomizer;
import org.kohsuke.groovy.sandbox.FinalizerBridge;

/** Compiles for the interpreter: what a build brings once for it, the library and the plug-ins once a process. */
final class Compiler {
    private static final Map<String, GroovyClassLoader> LOADERS = new HashMap<>();
    private static final Map<String, Class<?>> CLASSES = new HashMap<>();

    static {
        FinalizerBridge.install();
    }

    private final Scenario scenario;
    private final boolean sandboxed;
    private final GroovyClassLoader library;
    private final GroovyClassLoader own;
    private final Map<String, Class<?>> variables = new HashMap<>();

    Compiler(Scenario scenario) {
        this.scenario = scenario;
        this.sandboxed = scenario.flag("sandbox", true);
        GroovyClassLoader plugins = LOADERS.computeIfAbsent("plugins", key -> loader(Compiler.class.getClassLoader(), false));
        this.library = LOADERS.computeIfAbsent("library, sandboxed: " + sandboxed, key -> loader(plugins, sandboxed));
        this.own = LOADERS.computeIfAbsent("of the build in " + scenario.path("folder"), key -> loader(library, sandboxed));
    }

    ClassLoader loader() {
        return own;
    }

    Script jenkinsfile() {
        return create(once(own, scenario.path("folder") + " Jenkinsfile", "WorkflowScript", () -> scenario.text("jenkinsfile", null)));
    }

    /** The global variable of that name, new: of a plug-in, of the build's own library or of this one; null when there is none. */
    Script newVariable(String name) {
        if (!variables.containsKey(name)) variables.put(name, compileVariable(name));
        Class<?> type = variables.get(name);
        return type == null ? null : create(type);
    }

    private Class<?> compileVariable(String name) {
        Path ofPlugin = scenario.path("plugins").resolve(name + ".groovy");
        if (Files.exists(ofPlugin)) return once(LOADERS.get("plugins"), ofPlugin.toString(), name, () -> read(ofPlugin));
        Path ofBuild = scenario.path("vars").resolve(name + ".groovy");
        if (Files.exists(ofBuild)) return once(own, ofBuild.toString(), name, () -> read(ofBuild));
        Path ofLibrary = scenario.path("library").resolve(name + ".groovy");
        return Files.exists(ofLibrary) ? once(library, ofLibrary + ", sandboxed: " + sandboxed, name, () -> read(ofLibrary)) : null;
    }

    private static Class<?> once(GroovyClassLoader loader, String key, String name, Supplier<String> text) {
        return CLASSES.computeIfAbsent(key, absent ->
                loader.parseClass(new GroovyCodeSource(text.get(), name + ".groovy", "/groovy/script"), false));
    }

    Path resource(String name) {
        String replaced = scenario.<String>map("resources").get(name);
        return replaced == null ? scenario.path("resourcesFolder").resolve(name) : Paths.get(replaced);
    }

    private static Script create(Class<?> type) {
        try {
            return (Script) type.getDeclaredConstructor().newInstance();
        } catch (InvocationTargetException thrown) {
            throw new IllegalStateException(thrown.getCause().getMessage(), thrown.getCause());
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static GroovyClassLoader loader(ClassLoader parent, boolean sandboxed) {
        CompilerConfiguration configuration = new CompilerConfiguration();
        configuration.setScriptBaseClass(PipelineScript.class.getName());
        configuration.addCompilationCustomizers(sandboxed ? new SandboxCpsTransformer() : new CpsTransformer(), new ImportCustomizer()
                .addImports("com.cloudbees.groovy.cps.NonCPS", "org.jenkinsci.plugins.workflow.libs.Library"));
        return new GroovyClassLoader(parent, configuration);
    }
}
