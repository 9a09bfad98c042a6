package dev.drayage.cli;

import dev.drayage.testkit.peer.Program;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * The classes under test packaged as the build packages them, in a checkout of their own with the launcher: to be run as
 * a user runs them, without a build inside the build.
 */
final class PackagedCommand {
    final Path checkout;

    private final Path app;
    private final List<String> libraries = new ArrayList<>();

    PackagedCommand(Path checkout) throws IOException {
        this.checkout = Files.createDirectories(checkout);
        this.app = Files.createDirectories(checkout.resolve("drayage-cli/target/app"));
        Files.createDirectories(app.resolve("lib"));
        Files.createDirectories(checkout.resolve("drayage-cli/src/main"));
        Files.createFile(checkout.resolve("drayage-cli/pom.xml"));
        Files.createFile(checkout.resolve("pom.xml"));
        Files.copy(Fixtures.root().resolve("dray"), checkout.resolve("dray"));
        copy(Fixtures.hello(), checkout.resolve("samples/hello"));
        packageClasses();
        Files.createFile(app.resolve("built"));
    }

    Path file() {
        return checkout.resolve("dray");
    }

    Path jar() {
        return app.resolve("dray.jar");
    }

    /** The command, with the Java of this test. */
    Program program() {
        return Program.at(file())
                .env("JAVA_HOME", System.getProperty("java.home"))
                .env("DRAY_JAVA_OPTS", null)
                .env("TERM", "xterm");
    }

    /** The archive of loaded classes; empty if the launcher found that it cannot be used. */
    Path classArchive() throws IOException {
        try (Stream<Path> files = Files.list(app)) {
            return files.filter(file -> file.toString().endsWith(".jsa"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private void packageClasses() throws IOException {
        Path own = null;
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path path = Path.of(entry);
            if (entry.endsWith("test-classes") || !Files.exists(path)) {
                continue;
            }
            if (Files.isRegularFile(path)) {
                library(path);
            } else if (Files.exists(path.resolve("dev/drayage/cli/Dray.class"))) {
                own = path;
            } else {
                String name = "classes-" + libraries.size() + ".jar";
                jar(path, app.resolve("lib").resolve(name), new Manifest());
                libraries.add("lib/" + name);
            }
        }
        if (own == null) {
            throw new IllegalStateException("the classes of the command are not on the class path as a directory");
        }
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, String.join(" ", libraries));
        jar(own, app.resolve("dray.jar"), manifest);
    }

    private void library(Path jar) throws IOException {
        Path target = app.resolve("lib").resolve(jar.getFileName());
        try {
            Files.createLink(target, jar);
        } catch (FileSystemException e) {
            Files.copy(jar, target); // on another file system
        }
        libraries.add("lib/" + jar.getFileName());
    }

    private static void jar(Path classes, Path file, Manifest manifest) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out, manifest);
                Stream<Path> files = Files.walk(classes)) {
            for (Path each : files.filter(Files::isRegularFile).sorted().toList()) {
                jar.putNextEntry(new JarEntry(classes.relativize(each).toString()));
                Files.copy(each, jar);
                jar.closeEntry();
            }
        }
    }

    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }
}
