package dev.drayage.site;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;

/** The site of this checkout, written once for all tests, below {@code target}. */
final class WrittenSite {
    static final Path ROOT = Path.of(System.getProperty("drayage.root"));
    static final Path MODULE = ROOT.resolve("site");
    private static final WrittenSite ONCE = new WrittenSite(MODULE.resolve("target/site-of-tests"));

    final Path directory;
    final String messages;

    private WrittenSite(Path directory) {
        this.directory = directory;
        try {
            messages = write(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static WrittenSite get() {
        return ONCE;
    }

    /** Writes it, and returns what was said. */
    static String write(Path directory) throws IOException {
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        try (PrintStream to = new PrintStream(messages, true, StandardCharsets.UTF_8)) {
            SiteCommand.write(ROOT, directory, to);
        }
        return messages.toString(StandardCharsets.UTF_8);
    }

    /** Its own pages, without those of the Javadoc. */
    List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".html"))
                    .filter(file -> !file.startsWith(directory.resolve("api")))
                    .sorted()
                    .toList();
        }
    }

    Document page(String path) throws IOException {
        return Jsoup.parse(directory.resolve(path));
    }

    static List<Path> filesBelow(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .map(directory::relativize)
                    .sorted()
                    .toList();
        }
    }
}
