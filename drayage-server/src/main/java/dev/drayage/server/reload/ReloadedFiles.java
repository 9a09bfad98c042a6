package dev.drayage.server.reload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What some files hold, read again when one of them has changed. Whoever asks looks at the files, once a second at most; no
 * thread waits for anything. What cannot be read leaves what was there before, and is told of once for each change.
 * Thread-safe.
 *
 * @param <T> what they hold, immutable
 */
public final class ReloadedFiles<T> {
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    /** Reads the files. */
    @FunctionalInterface
    public interface Loader<T> {
        /**
         * Reads all of them.
         *
         * @throws IOException if that fails; the message is a sentence that names the file
         */
        T load() throws IOException;
    }

    /** What tells one state of a file from others without reading it. */
    private record Stamp(@Nullable Object key, long modified, long size) {}

    private final List<Path> files;
    private final Loader<T> loader;
    private final Consumer<String> problems;
    private final InstantSource clock;

    private volatile T current;
    /** Guarded by this, like the next. */
    private List<Stamp> stamps;

    private Instant looked;

    private ReloadedFiles(List<Path> files, Loader<T> loader, Consumer<String> problems, InstantSource clock)
            throws IOException {
        this.files = List.copyOf(files);
        this.loader = loader;
        this.problems = problems;
        this.clock = clock;
        this.looked = clock.instant();
        // Before they are read: what changes meanwhile is read again.
        this.stamps = stamps();
        this.current = loader.load();
    }

    /**
     * Reads files for the first time.
     *
     * @param problems told, in a sentence each, of changes that could not be read
     * @throws IOException if they cannot be read now
     */
    public static <T> ReloadedFiles<T> open(List<Path> files, Loader<T> loader, Consumer<String> problems)
            throws IOException {
        return open(files, loader, problems, InstantSource.system());
    }

    /** The same with another clock. */
    public static <T> ReloadedFiles<T> open(
            List<Path> files, Loader<T> loader, Consumer<String> problems, InstantSource clock) throws IOException {
        return new ReloadedFiles<>(files, loader, problems, clock);
    }

    /** What the files held when they were last read without fault. */
    public T get() {
        look();
        return current;
    }

    private synchronized void look() {
        Instant now = clock.instant();
        if (now.isBefore(looked.plus(INTERVAL)) && !now.isBefore(looked)) {
            return;
        }
        looked = now;
        List<Stamp> found = stamps();
        if (found.equals(stamps)) {
            return;
        }
        stamps = found;
        try {
            current = loader.load();
        } catch (IOException | RuntimeException e) {
            problems.accept(e.getMessage() + "; what it held before stays in use");
        }
    }

    private List<Stamp> stamps() {
        List<Stamp> found = new ArrayList<>();
        for (Path file : files) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                found.add(new Stamp(
                        attributes.fileKey(),
                        attributes.lastModifiedTime().toInstant().toEpochMilli(),
                        attributes.size()));
            } catch (IOException e) {
                found.add(new Stamp(null, 0, -1));
            }
        }
        return found;
    }
}
