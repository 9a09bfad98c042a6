package dev.drayage.sync;

import dev.drayage.list.ImageLock;
import dev.drayage.list.ListText;
import dev.drayage.list.LockedImage;
import dev.drayage.list.WantedImage;
import dev.drayage.platform.Platform;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A file that says what the names of a list are.
 *
 * @param path where it is, or will be
 * @param renews whether it is written anew
 */
public record LockFile(Path path, boolean renews) {
    private static final int NAMES_IN_A_MESSAGE = 10;

    /** What it says; empty if there is none yet. */
    public Optional<ImageLock> read() throws IOException {
        return Files.exists(path)
                ? Optional.of(ImageLock.parse(ListText.read(path.toString(), InputStream.nullInputStream())))
                : Optional.empty();
    }

    /**
     * What counts of what it says: nothing if it is to be written anew.
     *
     * @throws IllegalArgumentException if it was made for another platform, or lacks something
     */
    @Nullable
    public ImageLock inForce(Optional<ImageLock> read, List<WantedImage> wanted, @Nullable Platform platform) {
        if (read.isEmpty() || renews) {
            return null;
        }
        ImageLock lock = read.get();
        if (!Objects.equals(lock.platform().orElse(null), platform)) {
            throw new IllegalArgumentException(path + " is of "
                    + lock.platform().map(Platform::toString).orElse("all platforms") + "; "
                    + lock.platform()
                            .map(locked -> "give option platform " + locked)
                            .orElse("leave option platform out")
                    + ", or write it anew with option update");
        }
        List<String> lacking = wanted.stream()
                .filter(image -> lock.find(image.reference()).isEmpty())
                .map(image -> image.name() + " (" + image.where() + ")")
                .toList();
        if (!lacking.isEmpty()) {
            throw new IllegalArgumentException(path + " lacks "
                    + String.join(", ", lacking.subList(0, Math.min(NAMES_IN_A_MESSAGE, lacking.size())))
                    + (lacking.size() > NAMES_IN_A_MESSAGE
                            ? " and " + (lacking.size() - NAMES_IN_A_MESSAGE) + " more"
                            : "")
                    + "; option update adds what the list has");
        }
        requireNoObjection(path, lock, wanted);
        return lock;
    }

    /**
     * Requires of a lock that it agrees with what the list itself says.
     *
     * @throws IllegalArgumentException if it does not
     */
    public static void requireNoObjection(Path path, ImageLock lock, List<WantedImage> wanted) {
        for (WantedImage image : wanted) {
            lock.objection(image).ifPresent(problem -> {
                throw new IllegalArgumentException(path + " is not for this list: " + image.name() + " ("
                        + image.where() + "): " + problem + "; sync with option update writes it anew");
            });
        }
    }

    /**
     * Writes the lock of a plan where it is not there, or is to be renewed, and tells what has changed.
     *
     * @param unlisted what it remembers besides, until that is gone
     * @param isKept whether it is written, and not only said what would be
     * @return what it is to say when that is gone; empty if it was not written
     */
    public Optional<ImageLock> write(
            Sync sync,
            SyncPlan plan,
            Optional<ImageLock> before,
            List<LockedImage> unlisted,
            boolean isKept,
            Consumer<String> told)
            throws IOException {
        if (before.isPresent() && !renews) {
            return Optional.empty();
        }
        if (!plan.failures().isEmpty()) {
            told.accept(path + " is not written: it would lack what failed");
            return Optional.empty();
        }
        ImageLock lock = sync.lock(plan, before.orElse(null));
        before.ifPresent(old -> old.changesTo(lock).forEach(told));
        if (!isKept) {
            return Optional.empty();
        }
        lock.with(unlisted).write(path);
        return Optional.of(lock);
    }

    /**
     * Writes it once more, when what it remembered is gone but for what could not be deleted. One that is not renewed forgets
     * that all the same: who pushes it again means it.
     *
     * @param renewed what {@link #write} gave
     * @param before what it said before the run
     */
    public void forget(
            Optional<ImageLock> renewed, Optional<ImageLock> before, ObsoleteNames names, RemovalReport report)
            throws IOException {
        Optional<ImageLock> rest = renewed.or(() -> before.map(old -> old.without(names.locked())));
        if (rest.isPresent() && !names.locked().isEmpty()) {
            rest.get()
                    .with(report.failures().stream()
                            .map(failure -> failure.name().locked())
                            .filter(Objects::nonNull)
                            .toList())
                    .write(path);
        }
    }
}
