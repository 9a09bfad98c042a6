package dev.drayage.testkit.peer;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/**
 * A containerd of the test's own: private root, state and socket, all in one directory, ended when it is closed or the
 * JVM ends. It can import, export, pull and push images; it runs no containers.
 */
public final class ContainerdProcess implements Closeable {
    /** The namespace that {@link #ctr} works in. */
    public static final String NAMESPACE = "test";

    private static final String BOOTED = "containerd successfully booted";
    private static final int BOOT_SECONDS = 30;
    private static final int EXIT_SECONDS = 10;
    /** Room for a socket's path is 108 bytes, and containerd appends to it. */
    private static final int MAX_SOCKET_PATH = 99;

    private final Process process;
    private final Path socket;
    private final Path log;
    private final Program ctr;
    private final Thread killOnShutdown;
    private final AtomicBoolean booted = new AtomicBoolean();

    private ContainerdProcess(Process process, Path socket, Path log, Program ctr) {
        this.process = process;
        this.socket = socket;
        this.log = log;
        this.ctr = ctr;
        this.killOnShutdown = new Thread(process::destroyForcibly, "kill-containerd");
        Runtime.getRuntime().addShutdownHook(killOnShutdown);
    }

    /**
     * Starts one in a directory of its own and returns when it takes requests. The test is skipped where there is no
     * containerd, or it is not run as root.
     */
    public static ContainerdProcess start(Path directory) throws IOException {
        return start(directory, ContainerdOptions.defaults());
    }

    /** Starts one that is configured otherwise; see {@link #start(Path)}. */
    public static ContainerdProcess start(Path directory, ContainerdOptions options) throws IOException {
        Program daemon = Peers.require("containerd");
        Program client = Peers.require("ctr");
        Peers.requireRoot();
        Path home = Files.createDirectories(directory).toRealPath();
        Path socket = home.resolve("c.sock");
        if (socket.toString().length() > MAX_SOCKET_PATH) {
            throw new IllegalArgumentException(socket + " is too long a path for a socket; choose a shorter directory");
        }
        Path config = Files.writeString(home.resolve("config.toml"), configuration(home, socket, options));
        Path log = home.resolve("containerd.log");
        Process process = daemon.builder("--config", config.toString(), "--log-level", "info")
                .redirectErrorStream(true)
                .start();
        ContainerdProcess started = new ContainerdProcess(
                process, socket, log, client.with("--address", socket.toString(), "--namespace", NAMESPACE));
        try {
            started.awaitBoot();
        } catch (IOException | RuntimeException | AssertionError e) {
            started.close();
            throw e;
        }
        return started;
    }

    private static String configuration(Path home, Path socket, ContainerdOptions options) {
        String disabled = options.disabledPlugins().stream()
                .map(plugin -> "\"" + plugin + "\"")
                .collect(Collectors.joining(", ", "[", "]"));
        return """
                version = 2
                root = "%1$s/root"
                state = "%1$s/state"
                disabled_plugins = %3$s
                [grpc]
                  address = "%2$s"
                [ttrpc]
                  address = "%2$s.ttrpc"
                """.formatted(home, socket, disabled) + options.configuration();
    }

    /** containerd says when it is up, so nothing has to be tried and waited for. */
    private void awaitBoot() throws IOException {
        CountDownLatch toldOrEnded = new CountDownLatch(1);
        Thread reader = new Thread(() -> copyLog(toldOrEnded), "containerd-log");
        reader.setDaemon(true);
        reader.start();
        try {
            boolean inTime = toldOrEnded.await(BOOT_SECONDS, TimeUnit.SECONDS);
            if (!booted.get()) {
                throw new AssertionError(
                        (inTime ? "containerd ended at once" : "containerd did not start in " + BOOT_SECONDS + " s")
                                + "; its log says:\n" + log());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while containerd was starting");
        }
    }

    private void copyLog(CountDownLatch toldOrEnded) {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
                PrintWriter copy = new PrintWriter(Files.newBufferedWriter(log), true)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                copy.println(line);
                if (line.contains(BOOTED)) {
                    booted.set(true);
                    toldOrEnded.countDown();
                }
            }
        } catch (IOException e) {
            // The stream is closed when the process is killed; what was logged before is in the file.
        } finally {
            toldOrEnded.countDown();
        }
    }

    /** The socket that its clients connect to. */
    public Path socket() {
        return socket;
    }

    /** Its root directory, where images are kept when it has ended. */
    public Path root() {
        return socket.resolveSibling("root");
    }

    /** Ends it as a crash of the machine would: at once, whatever it is doing. */
    public void kill() throws IOException {
        process.destroyForcibly();
        close();
    }

    /** Its process, to be stopped or looked at. */
    public long pid() {
        return process.pid();
    }

    /** What it has logged, for a failing test to show. */
    public String log() throws IOException {
        return Files.exists(log) ? Files.readString(log) : "";
    }

    /** Its client {@code ctr}, in the namespace {@link #NAMESPACE}. */
    public Program ctr() {
        return ctr;
    }

    /** Runs {@code ctr}, whatever its exit code. */
    public ProgramResult ctr(String... arguments) {
        return ctr.run(arguments);
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while containerd was ending");
        } finally {
            forgetHook();
        }
    }

    private void forgetHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(killOnShutdown);
        } catch (IllegalStateException e) {
            // The JVM is going down and runs the hook now.
        }
    }
}
