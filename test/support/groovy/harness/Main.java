package harness;

import groovy.json.JsonOutput;
import groovy.json.JsonSlurperClassic;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Collections;
import java.util.Map;

/** Runs one Jenkinsfile for every scenario file that is named on standard input, and says when its result is written. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            Path scenarioFile = Paths.get(line);
            Files.writeString(scenarioFile.resolveSibling("result.json"), JsonOutput.toJson(outcomeOf(scenarioFile)));
            System.out.println(line);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> outcomeOf(Path scenarioFile) {
        try {
            String json = Files.readString(scenarioFile);
            Scenario scenario = new Scenario((Map<String, Object>) new JsonSlurperClassic().parseText(json));
            Path saved = scenario.path("goOnFrom");
            return (saved == null ? new Run(scenario) : Run.restored(scenario, saved)).execute();
        } catch (Throwable broken) {
            StringWriter trace = new StringWriter();
            broken.printStackTrace(new PrintWriter(trace));
            return Collections.singletonMap("harnessError", trace.toString());
        }
    }
}
