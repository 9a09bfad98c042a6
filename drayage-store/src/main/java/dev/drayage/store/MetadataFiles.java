package dev.drayage.store;

import dev.drayage.file.OwnFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/**
 * The files of a store's database.
 *
 * @param root the directory of the store
 */
record MetadataFiles(Path root) {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    Path database() {
        return root.resolve("metadata.db");
    }

    /** See {@link CommitCount}. */
    Path commits() {
        return root.resolve("metadata.db-commits");
    }

    /** Is there when the database was found to have lost commits, until it is rebuilt. */
    private Path incomplete() {
        return root.resolve("metadata.db-incomplete");
    }

    boolean isIncomplete() {
        return Files.exists(incomplete(), LinkOption.NOFOLLOW_LINKS);
    }

    void markIncomplete() throws IOException {
        if (!isIncomplete()) {
            OwnFiles.create(incomplete()).close();
        }
    }

    void markComplete() throws IOException {
        Files.deleteIfExists(incomplete());
    }

    void delete() throws IOException {
        for (String suffix : List.of("-commits", "-incomplete", "-shm", "-wal", "")) {
            Files.deleteIfExists(root.resolve("metadata.db" + suffix));
        }
    }

    /** Gives the database, if there is one, its log and what else is of it other names, beside those they have. */
    Optional<Path> moveAside(Instant now) throws IOException {
        String aside = "metadata.db.damaged-" + STAMP.format(now);
        for (int i = 1; Files.exists(root.resolve(aside)); i++) {
            aside = "metadata.db.damaged-" + STAMP.format(now) + "-" + i;
        }
        // The database goes last: as long as it is there nothing is made in its place.
        for (String suffix : List.of("-commits", "-shm", "-wal", "")) {
            try {
                Files.move(
                        root.resolve("metadata.db" + suffix),
                        root.resolve(aside + suffix),
                        StandardCopyOption.ATOMIC_MOVE);
            } catch (NoSuchFileException e) {
                // There is none.
            }
        }
        return Optional.of(root.resolve(aside)).filter(Files::exists);
    }
}
