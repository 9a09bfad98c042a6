package dev.drayage.site;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Writes the site: {@code SiteCommand ROOT OUTPUT}. */
public final class SiteCommand {
    private SiteCommand() {}

    /**
     * Writes the site; exits with 1 if that fails, and with 2 for other arguments than these.
     *
     * @param arguments the root of the checkout, and the directory to write
     */
    public static void main(String[] arguments) {
        if (arguments.length != 2) {
            System.err.println("site: wants ROOT OUTPUT; site/make.sh gives them");
            System.exit(2);
        }
        try {
            write(Path.of(arguments[0]).toRealPath(), Path.of(arguments[1]), System.err);
        } catch (IOException | UncheckedIOException e) {
            System.err.println("site: " + e.getMessage());
            System.exit(1);
        }
    }

    static void write(Path root, Path output, PrintStream messages) throws IOException {
        delete(output);
        Files.createDirectories(output);
        new Site(root, messages).write(output.toAbsolutePath());
    }

    /** Deletes what an earlier run wrote, so that nothing of it is left. */
    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        List<Path> files;
        try (Stream<Path> all = Files.walk(directory)) {
            files = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }
}
