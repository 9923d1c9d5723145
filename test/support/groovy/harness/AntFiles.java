package harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Files by the patterns of Ant: `*` within a folder's name, two of them across folders, several patterns after commas. */
final class AntFiles {
    private AntFiles() {}

    static List<Path> find(Path folder, String includes, String excludes) throws IOException {
        if (!Files.isDirectory(folder)) return Collections.emptyList();
        List<Pattern> wanted = patterns(includes == null ? "**" : includes);
        List<Pattern> unwanted = patterns(excludes == null ? "" : excludes);
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(folder::relativize)
                    .filter(file -> matches(wanted, file) && !matches(unwanted, file))
                    .sorted()
                    .collect(Collectors.toList());
        }
    }

    /** How many files were copied. */
    static int copy(Path from, String includes, String excludes, Path to) throws IOException {
        List<Path> files = find(from, includes, excludes);
        for (Path file : files) {
            Path target = to.resolve(file);
            Files.createDirectories(target.getParent());
            Files.copy(from.resolve(file), target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
        }
        if (files.isEmpty()) return 0;
        Files.createDirectories(to);
        return files.size();
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) return;
        List<Path> inside;
        try (Stream<Path> files = Files.walk(folder)) {
            inside = files.collect(Collectors.toList());
        }
        Collections.reverse(inside);
        for (Path path : inside) Files.delete(path);
    }

    private static boolean matches(List<Pattern> patterns, Path file) {
        return patterns.stream().anyMatch(pattern -> pattern.matcher(file.toString()).matches());
    }

    private static List<Pattern> patterns(String commaSeparated) {
        List<Pattern> patterns = new ArrayList<>();
        for (String glob : commaSeparated.split("\\s*,\\s*")) {
            if (!glob.isEmpty()) patterns.add(Pattern.compile(regex(glob.endsWith("/") ? glob + "**" : glob)));
        }
        return patterns;
    }

    private static String regex(String glob) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < glob.length(); i++) {
            if (glob.startsWith("**/", i)) {
                regex.append("(?:.*/)?");
                i += 2;
            } else if (glob.startsWith("**", i)) {
                regex.append(".*");
                i += 1;
            } else if (glob.charAt(i) == '*') regex.append("[^/]*");
            else if (glob.charAt(i) == '?') regex.append("[^/]");
            else regex.append(Pattern.quote(glob.substring(i, i + 1)));
        }
        return regex.toString();
    }
}
