package dev.drayage.site;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** The Javadoc of the published modules, all in one, and what of it can be searched for. */
final class Javadoc {
    /** The modules, and where their sources are. */
    private static final List<Module> MODULES = List.of(
            new Module("dev.drayage", "drayage"),
            new Module("dev.drayage.core", "drayage-core"),
            new Module("dev.drayage.store", "drayage-store"),
            new Module("dev.drayage.registry", "drayage-registry"),
            new Module("dev.drayage.storage", "drayage-storage"),
            new Module("dev.drayage.s3", "drayage-s3"),
            new Module("dev.drayage.delta", "drayage-delta"),
            new Module("dev.drayage.server", "drayage-server"),
            new Module("dev.drayage.containerd", "drayage-containerd"),
            new Module("dev.drayage.testkit", "drayage-testkit"));

    private static final List<String> OPTIONS =
            List.of(("-quiet -notimestamp -Xdoclint:none -encoding UTF-8 -docencoding UTF-8 -charset UTF-8 -locale en"
                            + " -nodeprecatedlist -nohelp --show-packages exported")
                    .split(" ", -1));

    private record Module(String name, String directory) {
        Path sources(Path root) {
            return root.resolve(directory).resolve("src/main/java");
        }

        boolean made(Path root, Path entry) {
            return entry.startsWith(root.resolve(directory));
        }
    }

    private Javadoc() {}

    /** Runs the tool of this JDK on the sources, with the class path of this JVM as module path. */
    static void write(Path root, Path output, String version) throws IOException {
        ToolProvider javadoc = ToolProvider.findFirst("javadoc")
                .orElseThrow(() -> new IOException("this Java has no javadoc; run the site's build with a JDK"));
        String title = "Drayage " + version;
        String back = "<a href=\"{@docRoot}/../index.html\">" + title + "</a>";
        List<String> arguments = new ArrayList<>(OPTIONS);
        arguments.addAll(List.of("-windowtitle", title, "-doctitle", title, "-header", back, "-d", output.toString()));
        Path style = Files.createTempDirectory("drayage-site").resolve("drayage.css");
        Files.writeString(style, Assets.text("javadoc.css"));
        arguments.addAll(List.of("--add-stylesheet", style.toString()));
        for (Module module : MODULES) {
            arguments.addAll(List.of("--module-source-path", module.name() + "=" + module.sources(root)));
        }
        arguments.addAll(List.of("--module-path", libraries(root)));
        arguments.addAll(List.of("--module", MODULES.stream().map(Module::name).collect(Collectors.joining(","))));
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (PrintStream to = new PrintStream(said, true, StandardCharsets.UTF_8)) {
            if (javadoc.run(to, to, arguments.toArray(String[]::new)) != 0) {
                throw new IOException("javadoc failed: " + said.toString(StandardCharsets.UTF_8));
            }
        } finally {
            Files.delete(style);
            Files.delete(style.getParent());
        }
        leaveOutFonts(output);
    }

    /** Some JDKs bring fonts for their pages, and others name them without bringing them. */
    private static void leaveOutFonts(Path output) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(output)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            if (file.endsWith("stylesheet.css")) {
                Files.writeString(file, Files.readString(file).replaceFirst("@import url\\('[^']*dejavu.css'\\);", ""));
            } else if (Objects.requireNonNull(file.getParent()).endsWith("fonts")) {
                Files.delete(file);
            }
        }
    }

    /** The class path without the modules themselves, which come from their sources. */
    private static String libraries(Path root) {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> MODULES.stream()
                        .noneMatch(module -> module.made(root, Path.of(entry).toAbsolutePath())))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Every documented package and type, with the first sentence of what is said of it. */
    static List<SearchIndex.Entry> types(Path output) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(output)) {
            files = all.filter(file -> file.toString().endsWith(".html"))
                    .sorted()
                    .toList();
        }
        List<SearchIndex.Entry> entries = new ArrayList<>();
        for (Path file : files) {
            Document document = Jsoup.parse(file);
            Element body = document.body();
            boolean type = body.hasClass("class-declaration-page");
            if (!type && !body.hasClass("package-declaration-page")) {
                continue;
            }
            String title = text(document, "h1").replaceFirst("^(?:\\S+ )*?(?=\\S+$)", "");
            String name = file.getFileName().toString().replaceFirst("\\.html$", "");
            String page = output.relativize(file).toString().replace(File.separatorChar, '/');
            String path = "api/" + page;
            // A directory for the module, then one for each part of the package's name: JDKs link to it differently.
            String within = type
                    ? page.substring(page.indexOf('/') + 1, page.lastIndexOf('/'))
                            .replace('/', '.')
                    : "Javadoc";
            entries.add(new SearchIndex.Entry(
                    type ? "class" : "package", type ? name : title, within, path, text(document, "div.block")));
        }
        return entries;
    }

    private static String text(Document document, String selector) {
        Element first = document.selectFirst(selector);
        return first == null ? "" : first.text();
    }
}
