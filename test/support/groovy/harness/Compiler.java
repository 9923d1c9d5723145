package harness;

import com.cloudbees.groovy.cps.CpsTransformer;
import com.cloudbees.groovy.cps.sandbox.Untrusted;
import groovy.lang.GroovyClassLoader;
import groovy.lang.GroovyCodeSource;
import groovy.lang.Script;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.HashMap;
import java.util.Map;
import org.codehaus.groovy.ast.MethodNode;
import org.codehaus.groovy.control.CompilerConfiguration;
import org.codehaus.groovy.control.customizers.ImportCustomizer;

/** Compiles the Jenkinsfile and the library for the interpreter, each class once a build. */
final class Compiler {
    private final Scenario scenario;
    private final GroovyClassLoader untrusted;
    private final GroovyClassLoader trusted;
    private final Map<String, Class<?>> variables = new HashMap<>();

    Compiler(Scenario scenario) {
        this.scenario = scenario;
        this.trusted = new GroovyClassLoader(Compiler.class.getClassLoader(), configuration(new CpsTransformer()));
        this.untrusted = new GroovyClassLoader(trusted, configuration(scenario.flag("sandbox", true) ? new SandboxedTransformer() : new CpsTransformer()));
    }

    ClassLoader loader() {
        return untrusted;
    }

    Script jenkinsfile() {
        return create(compile(untrusted, scenario.text("jenkinsfile", null), "WorkflowScript"));
    }

    /** The global variable of vars/ (or the harness' own `pipeline`), new; null when there is none of that name. */
    Script newVariable(String name) {
        if (!variables.containsKey(name)) variables.put(name, compileVariable(name));
        Class<?> type = variables.get(name);
        return type == null ? null : create(type);
    }

    private Class<?> compileVariable(String name) {
        if (name.equals("pipeline")) return compile(trusted, read(scenario.path("declarative")), name);
        for (String folder : scenario.<String>list("vars")) {
            Path file = Paths.get(folder, name + ".groovy");
            if (Files.exists(file)) return compile(untrusted, read(file), name);
        }
        return null;
    }

    Path resource(String name) {
        String replaced = scenario.<String>map("resources").get(name);
        return replaced == null ? scenario.path("resourcesFolder").resolve(name) : Paths.get(replaced);
    }

    private static Class<?> compile(GroovyClassLoader loader, String text, String name) {
        return loader.parseClass(new GroovyCodeSource(text, name + ".groovy", "/groovy/script"), false);
    }

    private static Script create(Class<?> type) {
        try {
            return (Script) type.getDeclaredConstructor().newInstance();
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

    private static CompilerConfiguration configuration(CpsTransformer transformer) {
        CompilerConfiguration configuration = new CompilerConfiguration();
        configuration.setScriptBaseClass(PipelineScript.class.getName());
        configuration.addCompilationCustomizers(transformer, new ImportCustomizer()
                .addImports("com.cloudbees.groovy.cps.NonCPS", "org.jenkinsci.plugins.workflow.libs.Library"));
        return configuration;
    }

    /**
     * Marks every call as one for the sandbox. SandboxCpsTransformer would do the same, and code outside the interpreter
     * too, but the published groovy-sandbox is too old for it: so such code is not accepted here.
     */
    private static final class SandboxedTransformer extends CpsTransformer {
        @Override
        protected Class<?> getTrustTag() {
            return Untrusted.class;
        }

        @Override
        protected boolean shouldBeTransformed(MethodNode method) {
            boolean transformed = super.shouldBeTransformed(method);
            if (!transformed && !method.getAnnotations().isEmpty() && !method.isSynthetic()) {
                throw new UnsupportedOperationException("The harness cannot sandbox a method that the interpreter does not run: " + method.getName());
            }
            return transformed;
        }
    }
}
