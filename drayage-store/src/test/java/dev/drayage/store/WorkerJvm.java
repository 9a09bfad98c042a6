package dev.drayage.store;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * Starts JVMs for {@link StoreWorker} at half the cost: from an archive of its classes, which the first run leaves, and
 * with SQLite's library unpacked once and not by each. Class archives are made of jars alone, so the class path is packed.
 */
final class WorkerJvm {
    private final List<String> command = new ArrayList<>();
    private final Map<String, String> environment;

    private WorkerJvm(Path directory, Map<String, String> environment) throws IOException {
        this.environment = environment;
        Path library = directory.resolve(LibraryLoaderUtil.getNativeLibName());
        String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + library.getFileName();
        try (InputStream in = SQLiteJDBCLoader.class.getResourceAsStream(resource)) {
            Files.write(library, in.readAllBytes());
        }
        List<String> jars = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path path = Path.of(entry);
            jars.add(Files.isDirectory(path) ? pack(path, directory.resolve(jars.size() + ".jar")) : entry);
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xmx64m"));
        command.addAll(List.of("-Xlog:disable", "-Dorg.sqlite.lib.path=" + directory));
        command.add("-Dslf4j.internal.verbosity=ERROR");
        command.addAll(List.of("-cp", String.join(File.pathSeparator, jars)));
    }

    /** One that has been trained by letting a worker do a share in another store. */
    static WorkerJvm train(Path directory) throws IOException, InterruptedException {
        return train(directory, Map.of());
    }

    /** One whose workers find a service by these variables. */
    static WorkerJvm train(Path directory, Map<String, String> environment) throws IOException, InterruptedException {
        WorkerJvm jvm = new WorkerJvm(directory, environment);
        Path archive = directory.resolve("classes.jsa");
        Process process = jvm.start(
                StoreWorker.class,
                List.of("-XX:ArchiveClassesAtExit=" + archive),
                List.of(directory.resolve("store").toString(), "t", "1", "60", "0"));
        process.getInputStream().readAllBytes();
        if (process.waitFor() != 0) {
            throw new AssertionError("a worker that nobody disturbed ended with " + process.exitValue());
        }
        if (Files.exists(archive)) {
            jvm.command.add(1, "-XX:SharedArchiveFile=" + archive);
        }
        return jvm;
    }

    /** Starts a worker with its arguments. */
    Process start(List<String> arguments) throws IOException {
        return start(StoreWorker.class, List.of(), arguments);
    }

    /** Starts another worker with its arguments. */
    Process start(Class<?> worker, List<String> arguments) throws IOException {
        return start(worker, List.of(), arguments);
    }

    private Process start(Class<?> worker, List<String> options, List<String> arguments) throws IOException {
        List<String> all = new ArrayList<>(command);
        all.addAll(options);
        all.add(worker.getName());
        all.addAll(arguments);
        ProcessBuilder process = new ProcessBuilder(all).redirectError(ProcessBuilder.Redirect.INHERIT);
        process.environment().putAll(environment);
        return process.start();
    }

    private static String pack(Path classes, Path jar) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, out);
            }
        }
        return jar.toString();
    }
}
