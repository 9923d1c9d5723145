package harness;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Windows makes of one line of a batch file: cmd.exe puts variables in, then the program splits its command line.
 * The rules: https://learn.microsoft.com/en-us/windows/win32/api/shellapi/nf-shellapi-commandlinetoargvw
 */
final class WindowsCommand {
    private static final Pattern PERCENT = Pattern.compile("%%|%([^%]*)%|%.?");

    private WindowsCommand() {}

    static List<String> parse(String script, Map<String, String> environment) {
        String line = script.strip();
        if (line.contains("\n")) throw new IllegalArgumentException("The harness runs one line of a batch file, not " + script);
        String command = expand(line.startsWith("@") ? line.substring(1) : line, environment);
        refuseOperators(command);
        return split(command);
    }

    /** `%NAME%` becomes the variable's text before anything else is looked at, quotes in it included; an unset one becomes nothing. */
    private static String expand(String line, Map<String, String> environment) {
        Matcher percent = PERCENT.matcher(line);
        StringBuilder expanded = new StringBuilder();
        while (percent.find()) {
            String name = percent.group(1);
            String text = percent.group().equals("%%") ? "%" : name == null ? "" : environment.getOrDefault(name, "");
            percent.appendReplacement(expanded, Matcher.quoteReplacement(text));
        }
        return percent.appendTail(expanded).toString();
    }

    /** What would start another program, or write a file; inside quotes it is only text. */
    private static void refuseOperators(String command) {
        boolean quoted = false;
        for (char letter : command.toCharArray()) {
            if (letter == '"') quoted = !quoted;
            else if (!quoted && "&|<>^()".indexOf(letter) >= 0) throw new IllegalArgumentException("cmd.exe would act on " + letter + " in " + command);
        }
    }

    private static List<String> split(String command) {
        List<String> words = new ArrayList<>();
        StringBuilder word = null;
        boolean quoted = false;
        int backslashes = 0;
        for (char letter : (command + " ").toCharArray()) {
            if (letter == '\\') {
                backslashes++;
                continue;
            }
            if (word == null && (backslashes > 0 || letter != ' ' && letter != '\t')) word = new StringBuilder();
            if (letter == '"') {
                word.append("\\".repeat(backslashes / 2));
                if (backslashes % 2 == 1) word.append('"');
                else quoted = !quoted;
            } else {
                if (backslashes > 0) word.append("\\".repeat(backslashes));
                if (quoted || letter != ' ' && letter != '\t') word.append(letter);
                else if (word != null) {
                    words.add(word.toString());
                    word = null;
                }
            }
            backslashes = 0;
        }
        return words;
    }
}
