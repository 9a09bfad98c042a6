package dev.drayage.testkit.peer;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A program and how to run it: immutable, so that what one test sets another does not see. It reads nothing, runs for a
 * bounded time, and what it prints is kept.
 */
public final class Program {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Path NOTHING = Path.of("/dev/null");

    private final List<String> command;
    private final Map<String, @Nullable String> environment;
    private final @Nullable Path directory;
    private final Path input;
    private final Duration limit;

    private Program(
            List<String> command,
            Map<String, @Nullable String> environment,
            @Nullable Path directory,
            Path input,
            Duration limit) {
        this.command = List.copyOf(command);
        this.environment = environment;
        this.directory = directory;
        this.input = input;
        this.limit = limit;
    }

    /** The program in this file. */
    public static Program at(Path file) {
        return new Program(List.of(file.toString()), Map.of(), null, NOTHING, LIMIT);
    }

    /** The file that it is in. */
    public Path file() {
        return Path.of(command.get(0));
    }

    /** The program with arguments that come before all others. */
    public Program with(String... arguments) {
        List<String> longer = new ArrayList<>(command);
        longer.addAll(List.of(arguments));
        return new Program(longer, environment, directory, input, limit);
    }

    /** The program with an environment variable set, or with null not set. */
    public Program env(String name, @Nullable String value) {
        Map<String, @Nullable String> more = new LinkedHashMap<>(environment);
        more.put(name, value);
        return new Program(command, more, directory, input, limit);
    }

    /** The program in another working directory. */
    public Program in(Path workingDirectory) {
        return new Program(command, environment, workingDirectory, input, limit);
    }

    /** The program with a file as its standard input. */
    public Program reading(Path file) {
        return new Program(command, environment, directory, file, limit);
    }

    /** The program with another limit than a minute to end within. */
    public Program within(Duration time) {
        return new Program(command, environment, directory, input, time);
    }

    /**
     * Runs it to its end, whatever its exit code.
     *
     * @throws AssertionError if it does not end in time
     */
    public ProgramResult run(String... arguments) {
        try {
            Path out = Files.createTempFile("dray-peer", ".out");
            Path err = Files.createTempFile("dray-peer", ".err");
            try {
                ProcessBuilder builder = builder(arguments).redirectOutput(out.toFile());
                int code = await(builder.redirectError(err.toFile()).start(), builder.command(), err);
                return new ProgramResult(builder.command(), code, Files.readAllBytes(out), text(err));
            } finally {
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command, e);
        }
    }

    /** A process builder with everything set but where its output goes, for programs to be watched while they run. */
    public ProcessBuilder builder(String... arguments) {
        ProcessBuilder builder = new ProcessBuilder(with(arguments).command).redirectInput(input.toFile());
        environment.forEach((name, value) -> {
            if (value == null) {
                builder.environment().remove(name);
            } else {
                builder.environment().put(name, value);
            }
        });
        if (directory != null) {
            builder.directory(directory.toFile());
        }
        return builder;
    }

    private int await(Process process, List<String> started, Path err) throws IOException {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(
                        String.join(" ", started) + " did not end within " + limit + "; it said: " + text(err));
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while running " + started);
        } finally {
            process.destroyForcibly();
        }
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}
