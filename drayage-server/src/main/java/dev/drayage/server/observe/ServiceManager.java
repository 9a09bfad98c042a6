package dev.drayage.server.observe;

import java.io.File;
import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The systemd that started this program, if one did. Java has no datagram sockets of Unix to speak to it, so that
 * {@code systemd-notify} does, of which the service has to say {@code NotifyAccess=all}; and it can take over the socket it
 * was started with as its standard input alone, which is {@code StandardInput=socket}.
 */
public final class ServiceManager {
    private static final String NOTIFY_SOCKET = "NOTIFY_SOCKET";
    private static final String LISTEN_FDS = "LISTEN_FDS";
    private static final String PROGRAM = "systemd-notify";
    private static final long SECONDS = 10;

    private final Map<String, String> environment;
    private final Consumer<String> problems;

    /**
     * The one that a program's environment tells of.
     *
     * @param problems told, in a sentence, why it cannot be told of something
     */
    public ServiceManager(Map<String, String> environment, Consumer<String> problems) {
        this.environment = Map.copyOf(environment);
        this.problems = problems;
    }

    /** Says that requests are taken from now on. */
    public void ready() {
        tell("READY=1");
    }

    /** Says that the program ends, which may take a while. */
    public void stopping() {
        tell("STOPPING=1");
    }

    private void tell(String message) {
        if (environment.getOrDefault(NOTIFY_SOCKET, "").isEmpty()) {
            return;
        }
        Optional<Path> program = program();
        if (program.isEmpty()) {
            problems.accept("systemd waits for " + message + ", but there is no " + PROGRAM
                    + " to say it with; install it, or start the service with Type=exec");
            return;
        }
        ProcessBuilder builder = new ProcessBuilder(program.get().toString(), message)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put(NOTIFY_SOCKET, environment.getOrDefault(NOTIFY_SOCKET, ""));
        try {
            Process process = builder.start();
            try {
                if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                    problems.accept(PROGRAM + " " + message + " did not end within " + SECONDS + " seconds");
                } else if (process.exitValue() != 0) {
                    problems.accept(PROGRAM + " " + message + " ended with " + process.exitValue()
                            + "; does the service have NotifyAccess=all?");
                }
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            problems.accept("systemd cannot be told " + message + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<Path> program() {
        for (String directory :
                environment.getOrDefault("PATH", "/usr/bin:/bin").split(File.pathSeparator, -1)) {
            Path file = Path.of(directory, PROGRAM);
            if (!directory.isEmpty() && Files.isExecutable(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    /**
     * The socket that is listened at already, if the program was started for one.
     *
     * @throws IOException if it was, but the socket is not its standard input
     */
    public Optional<ServerSocketChannel> socket() throws IOException {
        if (environment.getOrDefault(LISTEN_FDS, "").isEmpty()) {
            return Optional.empty();
        }
        Channel inherited = System.inheritedChannel();
        if (inherited instanceof ServerSocketChannel listening) {
            return Optional.of(listening);
        }
        throw new IOException(LISTEN_FDS + " is set, but standard input is no socket that listens; add"
                + " StandardInput=socket and StandardOutput=journal to the service, and no Accept=yes to its socket");
    }
}
