package harness;

import groovy.lang.GroovyObjectSupport;
import groovy.lang.MissingPropertyException;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.sf.json.JSONArray;
import net.sf.json.JSONObject;

/** The global variables of every build. They hold nothing: what they tell is looked up in the run. */
final class Variables {
    private Variables() {}

    static Object find(String name) {
        switch (name) {
            case "env": return new Env();
            case "params": return Run.current().parameters;
            case "currentBuild": return new CurrentBuild();
            case "scm": return new Scm();
            default:
                Object variable = Run.current().program.libraryVariable(name);
                return variable == null ? Run.current().env(name) : variable;
        }
    }

    /** `env`: reads through every block around it, writes for the rest of the build. */
    public static final class Env extends GroovyObjectSupport implements Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public Object getProperty(String name) {
            return Run.current().env(name);
        }

        @Override
        public void setProperty(String name, Object value) {
            if (!(value instanceof CharSequence)) throw new IllegalArgumentException("env." + name + " must be a String, not " + value);
            Run.current().globalEnv.put(name, value.toString());
        }
    }

    /** `scm`: where the Jenkinsfile came from. */
    public static final class Scm implements Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public String toString() {
            return "scm";
        }
    }

    /** `currentBuild`. */
    public static final class CurrentBuild extends GroovyObjectSupport implements Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public Object getProperty(String name) {
            Run run = Run.current();
            switch (name) {
                case "number": return Integer.parseInt(run.env("BUILD_NUMBER"));
                case "result": return run.result;
                case "currentResult": return run.result == null ? "SUCCESS" : run.result;
                case "description": return run.description;
                case "displayName": return run.displayName;
                case "keepLog": return run.keepLog;
                case "absoluteUrl": return run.env("BUILD_URL");
                case "upstreamBuilds": return run.scenario.<Map<String, Object>>list("upstreamBuilds").stream().map(EarlierBuild::new).collect(Collectors.toList());
                case "fullProjectName": return run.env("JOB_NAME");
                default: throw new MissingPropertyException(name, getClass());
            }
        }

        @Override
        public void setProperty(String name, Object value) {
            Run run = Run.current();
            String text = value == null ? null : value.toString();
            switch (name) {
                case "result": run.worsen(text); return;
                case "description": run.description = text; return;
                case "displayName": run.displayName = text; return;
                case "keepLog": run.keepLog = (Boolean) value; return;
                default: throw new MissingPropertyException(name, getClass());
            }
        }

        public JSONArray getBuildCauses(String type) {
            return causesOf(type, Run.current().scenario.list("causes"));
        }
    }

    /** Another build, as it is seen from this one. */
    public static final class EarlierBuild extends GroovyObjectSupport implements Serializable {
        private static final long serialVersionUID = 1L;
        private final HashMap<String, Object> facts;

        EarlierBuild(Map<String, Object> facts) {
            this.facts = new HashMap<>(facts);
        }

        @Override
        public Object getProperty(String name) {
            if (!facts.containsKey(name)) throw new MissingPropertyException(name, getClass());
            return facts.get(name);
        }

        @SuppressWarnings("unchecked")
        public JSONArray getBuildCauses(String type) {
            return causesOf(type, (List<Map<String, Object>>) facts.getOrDefault("causes", List.of()));
        }
    }

    private static JSONArray causesOf(String type, List<Map<String, Object>> scripted) {
        JSONArray causes = new JSONArray();
        for (Map<String, Object> cause : scripted) if (type.equals(cause.get("_class"))) causes.add(JSONObject.fromObject(cause));
        return causes;
    }
}
