package harness;

import com.cloudbees.groovy.cps.Continuable;
import com.cloudbees.groovy.cps.SerializableScript;
import groovy.lang.MissingPropertyException;
import java.util.Map;
import org.codehaus.groovy.runtime.InvokerHelper;

/** The base class of a Jenkinsfile and of every library variable: what they do not define is a variable, or else a step. */
public abstract class PipelineScript extends SerializableScript {
    private static final long serialVersionUID = 1L;

    @Override
    public Object invokeMethod(String name, Object arguments) {
        Object variable = Run.current().program.libraryVariable(name);
        if (variable != null) return InvokerHelper.getMetaClass(variable).invokeMethod(variable, "call", arguments);
        if (Run.current().scenario.list("missingSteps").contains(name)) throw StepNames.unknown(name);
        if (StepNames.isSymbol(name)) return new Symbol(name, (Map<?, ?>) ((Object[]) arguments)[0]);
        if (!StepNames.isStep(name)) throw StepNames.unknown(name);
        return Continuable.suspend(name, StepCall.of(name, arguments));
    }

    @Override
    public Object getProperty(String name) {
        try {
            return super.getProperty(name);
        } catch (MissingPropertyException missing) {
            Object value = Variables.find(name);
            if (value == null) throw missing;
            return value;
        }
    }

    /** Jenkins prints with `echo`. */
    @Override
    public void println(Object text) {
        invokeMethod("echo", new Object[] {String.valueOf(text)});
    }
}
