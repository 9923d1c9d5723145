package harness;

import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** What a test says about one build: the Jenkinsfile, and the Jenkins around it. */
final class Scenario {
    private final Map<String, Object> json;

    Scenario(Map<String, Object> json) {
        this.json = json;
    }

    String text(String name, String otherwise) {
        Object value = json.get(name);
        return value == null ? otherwise : value.toString();
    }

    boolean flag(String name, boolean otherwise) {
        Object value = json.get(name);
        return value == null ? otherwise : (Boolean) value;
    }

    /** The file or folder that a member names; null when it is absent. */
    Path path(String name) {
        return json.get(name) == null ? null : Paths.get((String) json.get(name));
    }

    @SuppressWarnings("unchecked")
    <T> Map<String, T> map(String name) {
        Object value = json.get(name);
        return value == null ? Collections.emptyMap() : (Map<String, T>) value;
    }

    @SuppressWarnings("unchecked")
    <T> List<T> list(String name) {
        Object value = json.get(name);
        return value == null ? Collections.emptyList() : (List<T>) value;
    }
}
