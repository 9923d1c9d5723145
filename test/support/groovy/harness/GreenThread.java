package harness;

import com.cloudbees.groovy.cps.Continuable;
import com.cloudbees.groovy.cps.Outcome;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;

/** One line of execution: the Jenkinsfile itself, or the body of a block step. */
final class GreenThread implements Serializable {
    private static final long serialVersionUID = 1L;

    final Continuable code;
    final Context context;
    final GreenThread parent;
    final StepCall block;
    final String branch;
    /** What the step that it waits for came to; null while that is not known. */
    Outcome answer = new Outcome(null, null);
    /** The step that it asked for, and that is not performed yet. */
    StepCall waitsFor;
    /** Of `parallel`: the branches that ended, and how many there are. */
    final Map<String, Outcome> ended = new LinkedHashMap<>();
    int branches;

    GreenThread(Continuable code, Context context, GreenThread parent, StepCall block, String branch) {
        this.code = code;
        this.context = context;
        this.parent = parent;
        this.block = block;
        this.branch = branch;
    }
}
