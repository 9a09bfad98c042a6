package dev.drayage.storage.directory;

import dev.drayage.file.LockedFiles;
import dev.drayage.file.OwnFiles;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Where objects are until they have their names: on the same file system, and where no key leads. */
final class TemporaryObjects {
    private static final Pattern NAME = Pattern.compile("object-[0-9a-z]+\\.tmp");

    private static final int MAX_TRIES = 100;

    private final KeyPaths paths;
    private final Path folder;
    private boolean isSwept;

    TemporaryObjects(KeyPaths paths) {
        this.paths = paths;
        this.folder = paths.root().resolve(KeyPaths.OWN_FOLDER).resolve("objects");
    }

    TemporaryObject begin() throws IOException {
        for (int tries = 1; ; tries++) {
            Path file = OwnFiles.unforeseen(folder, "object-", ".tmp");
            try {
                paths.makeFolderOf(file);
                sweepOnce();
                return new TemporaryObject(paths, file);
            } catch (NoSuchFileException e) {
                // Another one closed the bucket, and found the folder empty.
                if (tries == MAX_TRIES) {
                    throw e;
                }
            }
        }
    }

    /** Leaves no empty folder where something was written. */
    synchronized void close() throws IOException {
        if (isSwept && paths.lookBelow(folder).isPresent()) {
            paths.removeEmptyFoldersOf(folder.resolve("any"));
        }
    }

    private synchronized void sweepOnce() {
        if (!isSwept) {
            isSwept = true;
            LockedFiles.removeLeft(folder, NAME.asMatchPredicate());
        }
    }
}
