package dev.drayage.cli;

import dev.drayage.list.ImageLock;
import dev.drayage.list.ListText;
import dev.drayage.list.LockedImage;
import dev.drayage.list.WantedImage;
import dev.drayage.platform.Platform;
import dev.drayage.sync.Sync;
import dev.drayage.sync.SyncPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A file that says what the names of a list are. */
final class LockArguments {
    private static final int NAMES_IN_A_MESSAGE = 10;

    @Option(
            names = "--lock",
            paramLabel = "FILE",
            description = "Write here what each name of the list is, or, where the file is there, take just that,"
                    + " whatever the names mean by now.")
    private @Nullable Path file;

    @Option(names = "--update", description = "Write the --lock file anew, and say what has changed.")
    private boolean update;

    /** Refuses what cannot be meant. */
    void requireSense() {
        if (update && file == null) {
            throw new WrongUseException("--update is for --lock FILE, which it writes anew; give that too");
        }
    }

    /** Whether there is a lock that counts, or will be one. */
    boolean isGiven() {
        return file != null;
    }

    /** What the file says; empty if there is none yet. */
    Optional<ImageLock> read() throws IOException {
        if (file == null || !Files.exists(file)) {
            return Optional.empty();
        }
        return Optional.of(ImageLock.parse(ListText.read(file.toString(), System.in)));
    }

    /**
     * What counts of what the file says: nothing if it is to be written anew.
     *
     * @throws WrongUseException if it was made for another platform, or lacks something
     */
    @Nullable
    ImageLock inForce(Optional<ImageLock> read, List<WantedImage> wanted, @Nullable Platform platform) {
        if (read.isEmpty() || update) {
            return null;
        }
        ImageLock lock = read.get();
        if (!Objects.equals(lock.platform().orElse(null), platform)) {
            throw new WrongUseException(file + " is of "
                    + lock.platform().map(Platform::toString).orElse("all platforms") + "; "
                    + lock.platform().map(locked -> "give --platform " + locked).orElse("leave --platform out")
                    + ", or write it anew with --update");
        }
        List<String> lacking = wanted.stream()
                .filter(image -> lock.find(image.reference()).isEmpty())
                .map(image -> image.name() + " (" + image.where() + ")")
                .toList();
        if (!lacking.isEmpty()) {
            throw new WrongUseException(file + " lacks "
                    + String.join(", ", lacking.subList(0, Math.min(NAMES_IN_A_MESSAGE, lacking.size())))
                    + (lacking.size() > NAMES_IN_A_MESSAGE
                            ? " and " + (lacking.size() - NAMES_IN_A_MESSAGE) + " more"
                            : "")
                    + "; --update adds what the list has");
        }
        requireNoObjection(file, lock, wanted);
        return lock;
    }

    /** Requires of a lock that it agrees with what the list itself says. */
    static void requireNoObjection(@Nullable Path file, ImageLock lock, List<WantedImage> wanted) {
        for (WantedImage image : wanted) {
            lock.objection(image).ifPresent(problem -> {
                throw new WrongUseException(file + " is not for this list: " + image.name() + " (" + image.where()
                        + "): " + problem + "; dray sync --lock --update writes it anew");
            });
        }
    }

    /**
     * Writes the lock of a plan where one is wanted, and tells what has changed.
     *
     * @param unlisted what it remembers besides, until it is gone
     * @return what the file is to say when that is gone; empty if it is not written
     */
    Optional<ImageLock> write(
            Sync sync,
            SyncPlan plan,
            Optional<ImageLock> before,
            List<LockedImage> unlisted,
            boolean dryRun,
            OutputOptions output)
            throws IOException {
        if (file == null || (before.isPresent() && !update)) {
            return Optional.empty();
        }
        if (!plan.failures().isEmpty()) {
            output.warning(file + " is not written: it would lack what failed");
            return Optional.empty();
        }
        ImageLock lock = sync.lock(plan, before.orElse(null));
        before.ifPresent(old -> {
            List<String> changes = old.changesTo(lock);
            changes.forEach(output::warning);
            if (changes.isEmpty()) {
                output.message(file + ": nothing has changed");
            }
        });
        if (dryRun) {
            return Optional.empty();
        }
        lock.with(unlisted).write(file);
        return Optional.of(lock);
    }

    /** Writes it once more, when names that it remembered are gone. */
    void write(ImageLock lock) throws IOException {
        lock.write(Objects.requireNonNull(file));
    }
}
