package dev.drayage.packaging.manual;

import dev.drayage.cli.CommandHelp;
import dev.drayage.cli.Shell;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * Writes {@code share/man} and what bash, zsh and fish complete by below a directory; or, after {@code --markdown}, each
 * page into that directory as a file of Markdown.
 */
public final class Manual {
    private Manual() {}

    /**
     * Writes the manuals.
     *
     * @param args {@code [--markdown] DIRECTORY}
     */
    public static void main(String[] args) throws IOException {
        boolean markdown = args.length == 2 && args[0].equals("--markdown");
        if (args.length != 1 && !markdown) {
            throw new IllegalArgumentException("give a directory to write to, with --markdown before it or without");
        }
        Path directory = Path.of(args[args.length - 1]);
        if (markdown) {
            writeMarkdown(directory);
        } else {
            write(directory);
        }
    }

    static void write(Path directory) throws IOException {
        CommandHelp dray = CommandHelp.ofDray();
        Properties build = build();
        String date = build.getProperty("timestamp").substring(0, "2026-01-31".length());
        String source = "dray " + build.getProperty("version");
        for (Page page : ManualPages.of(dray)) {
            write(directory.resolve("share/man/man1/" + page.name() + ".1"), RoffWriter.write(page, date, source));
        }
        for (Shell shell : Shell.values()) {
            write(directory.resolve("share").resolve(shell.file()), shell.completion());
        }
    }

    static void writeMarkdown(Path directory) throws IOException {
        for (Page page : ManualPages.of(CommandHelp.ofDray())) {
            write(directory.resolve(page.name() + ".md"), MarkdownWriter.write(page));
        }
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, text);
    }

    private static Properties build() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Manual.class.getResourceAsStream("build.properties")) {
            properties.load(in);
        }
        return properties;
    }
}
