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
        for (Path file : files) copyFile(from.resolve(file), to.resolve(file));
        if (files.isEmpty()) return 0;
        Files.createDirectories(to);
        return files.size();
    }

    /** Makes a folder equal to another one, and touches only files that differ; empty when that does not exist. */
    static void replace(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        List<Path> wanted = find(from, null, null);
        for (Path file : find(to, null, null)) if (!Files.exists(from.resolve(file))) Files.delete(to.resolve(file));
        for (Path file : wanted) {
            if (!isSame(from.resolve(file), to.resolve(file))) copyFile(from.resolve(file), to.resolve(file));
        }
    }

    /** Copies a folder; what did not change since an earlier copy is only linked to that. */
    static void snapshot(Path from, Path earlier, Path to) throws IOException {
        for (Path file : find(from, null, null)) {
            Files.createDirectories(to.resolve(file).getParent());
            if (isSame(from.resolve(file), earlier.resolve(file))) Files.createLink(to.resolve(file), earlier.resolve(file));
            else copyFile(from.resolve(file), to.resolve(file));
        }
    }

    private static boolean isSame(Path one, Path other) throws IOException {
        return Files.exists(other) && Files.size(one) == Files.size(other)
                && Files.getLastModifiedTime(one).equals(Files.getLastModifiedTime(other));
    }

    private static void copyFile(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
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
