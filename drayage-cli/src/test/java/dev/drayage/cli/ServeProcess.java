package dev.drayage.cli;

import dev.drayage.testkit.peer.Program;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** {@code dray serve content} in a process of its own, so that it can be told to end, or killed. */
final class ServeProcess implements Closeable {
    private static final int EXIT_SECONDS = 30;

    private final Process process;
    private final Path socket;
    private final String ready;

    private ServeProcess(Process process, Path socket, String ready) {
        this.process = process;
        this.socket = socket;
        this.ready = ready;
    }

    /** Starts one and returns when it can be connected to, or has said why not. */
    static ServeProcess start(Path root, Path socket, String... options) throws IOException {
        Process process = Program.at(Path.of(System.getProperty("java.home"), "bin", "java"))
                // As the launcher does, or a newer JDK warns of the libraries of SQLite and of protocol buffers.
                .with("--enable-native-access=ALL-UNNAMED")
                .with(
                        Runtime.version().feature() < 24
                                ? new String[0]
                                : new String[] {"--sun-misc-unsafe-memory-access=allow"})
                .with("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), Dray.class.getName())
                .with("serve", "content", "--root", root.toString(), "--socket", socket.toString())
                .builder(options)
                .redirectErrorStream(true)
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        // What it says later is little and fits into the pipe.
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        return new ServeProcess(process, socket, String.valueOf(lines.readLine()));
    }

    /** The first line that it printed. */
    String ready() {
        return ready;
    }

    Path socket() {
        return socket;
    }

    /** Ends it as a crash would. */
    void kill() throws IOException {
        process.destroyForcibly();
        exitCode();
    }

    /** Tells it to end; returns its exit code. */
    int terminate() throws IOException {
        process.destroy();
        return exitCode();
    }

    /** Waits for it to end by itself. */
    int exitCode() throws IOException {
        try {
            if (!process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("dray serve content did not end within " + EXIT_SECONDS + " s");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while dray serve content was ending", e);
        }
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        exitCode();
    }
}
