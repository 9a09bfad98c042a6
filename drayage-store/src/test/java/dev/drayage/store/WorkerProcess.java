package dev.drayage.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** A {@link StoreWorker} in a JVM of its own, and what it has told. */
final class WorkerProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;
    private final Map<String, Optional<String>> told;
    private final Set<String> unsure = new TreeSet<>();
    private int changes;
    private boolean ready;
    private boolean done;

    private WorkerProcess(Process process, Map<String, Optional<String>> told) {
        this.process = process;
        this.out = process.inputReader();
        this.told = told;
    }

    /** Starts a worker; {@code told} is what names are known to be, by digest, or known to be gone. */
    static WorkerProcess start(
            WorkerJvm jvm,
            Path root,
            String prefix,
            long seed,
            int share,
            int dieAfterSteps,
            Map<String, Optional<String>> told,
            String... more)
            throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                root.toString(), prefix, String.valueOf(seed), String.valueOf(share), String.valueOf(dieAfterSteps)));
        arguments.addAll(List.of(more));
        return new WorkerProcess(jvm.start(arguments), told);
    }

    /** What an unbroken worker has told of names. */
    static Map<String, Optional<String>> nothingTold() {
        return new ConcurrentHashMap<>();
    }

    /** Lets it begin and tell so many things, and kills it so much later, or when it ends if it is quick. */
    void killAfter(int lines, long nanos) throws IOException {
        for (int i = 0; i <= lines && hear(); i++) {
            // Heard.
        }
        for (long end = System.nanoTime() + nanos; System.nanoTime() < end; ) {
            Thread.onSpinWait();
        }
        // Not by the process, which would close its output as well.
        process.toHandle().destroyForcibly();
    }

    /** Hears it out; returns how it ended. */
    int await() throws IOException, InterruptedException {
        while (hear()) {
            // Until it says no more.
        }
        return process.waitFor();
    }

    private boolean hear() throws IOException {
        String line = out.readLine();
        if (line == null) {
            return false;
        }
        String[] words = line.split(" ", -1);
        switch (words[0]) {
            case "ready" -> ready = true;
            case "change" -> unsure.add(words[1]);
            case "named" -> know(words[1], Optional.of(words[2]));
            case "removed" -> know(words[1], Optional.empty());
            case "done" -> done = true;
            default -> throw new AssertionError("a worker says: " + line);
        }
        return true;
    }

    private void know(String name, Optional<String> digest) {
        unsure.remove(name);
        told.put(name, digest);
        changes++;
    }

    /** How many names it gave or took. */
    int changes() {
        return changes;
    }

    /** The names that it was about to change when it died. */
    Set<String> unsure() {
        return unsure;
    }

    boolean isDone() {
        return done;
    }

    /** Whether it died at work; while a JVM starts there is nothing to be spoilt. */
    boolean isKilledAtWork() {
        return ready && !done;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
