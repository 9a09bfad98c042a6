package dev.drayage.storage.directory;

import dev.drayage.bucket.OpenUpload;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.file.DirectorySync;
import dev.drayage.file.OwnFiles;
import dev.drayage.json.Quotes;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Objects that are written in parts, a folder for each. */
final class DirectoryUploads {
    private static final long PART_SIZE = 8L << 20;
    private static final int MAX_TRIES = 100;
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    /** A folder that says nothing of itself was being made, or removed, by a program that was killed. */
    private static final Duration DEAD_AFTER = Duration.ofDays(1);

    private final KeyPaths paths;
    private final String location;
    private final Path folder;
    private boolean isSwept;

    DirectoryUploads(KeyPaths paths, String location) {
        this.paths = paths;
        this.location = location;
        this.folder = paths.root().resolve(KeyPaths.OWN_FOLDER).resolve("uploads");
    }

    DirectoryUpload begin(String key) throws IOException {
        sweepOnce();
        Path own = folder.resolve(UUID.randomUUID().toString());
        DirectoryUpload upload = new DirectoryUpload(paths, own, key, PART_SIZE);
        for (int tries = 1; ; tries++) {
            try {
                paths.makeFolderOf(own.resolve(DirectoryUpload.ABOUT));
                upload.create();
                return upload;
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

    DirectoryUpload resume(String key, String id) throws IOException {
        if (ID.matcher(id).matches()) {
            Optional<DirectoryUpload> upload = read(folder.resolve(id));
            if (upload.isPresent() && upload.get().key().equals(key)) {
                return upload.get();
            }
        }
        throw ContentNotFoundException.of(
                "no upload " + Quotes.quote(id) + " of " + Quotes.quote(key) + " in " + location
                        + ": it was completed, thrown away, or never begun",
                null);
    }

    /** The upload in a folder; empty if it is none any more. */
    private Optional<DirectoryUpload> read(Path own) throws IOException {
        Path data = own.resolve(DirectoryUpload.DATA);
        if (paths.lookBelow(data).filter(BasicFileAttributes::isRegularFile).isEmpty()) {
            return Optional.empty();
        }
        try {
            String[] about =
                    OwnFiles.readText(own.resolve(DirectoryUpload.ABOUT)).split("\n", 2);
            return Optional.of(new DirectoryUpload(paths, own, about[1], Long.parseLong(about[0])));
        } catch (NoSuchFileException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    List<OpenUpload> list(String prefix) throws IOException {
        List<OpenUpload> found = new ArrayList<>();
        for (Path own : folders()) {
            Optional<DirectoryUpload> upload = read(own);
            Optional<BasicFileAttributes> about = KeyPaths.look(own.resolve(DirectoryUpload.ABOUT));
            if (upload.isPresent() && about.isPresent() && upload.get().key().startsWith(prefix)) {
                Instant began = about.get().lastModifiedTime().toInstant();
                found.add(new OpenUpload(upload.get().key(), upload.get().id(), began));
            }
        }
        found.sort(Comparator.comparing(OpenUpload::key, DirectoryListing.KEY_ORDER)
                .thenComparing(OpenUpload::began));
        return found;
    }

    private List<Path> folders() throws IOException {
        List<Path> found = new ArrayList<>();
        if (paths.lookBelow(folder).filter(BasicFileAttributes::isDirectory).isEmpty()) {
            return found;
        }
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            for (Path path : stream) {
                if (ID.matcher(String.valueOf(path.getFileName())).matches()) {
                    found.add(path);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return found;
    }

    /** Removes what programs left that were killed while an upload ended or began. */
    private synchronized void sweepOnce() throws IOException {
        if (isSwept) {
            return;
        }
        isSwept = true;
        for (Path own : folders()) {
            Optional<BasicFileAttributes> attributes = KeyPaths.look(own);
            if (attributes.isPresent()
                    && attributes
                            .get()
                            .lastModifiedTime()
                            .toInstant()
                            .isBefore(Instant.now().minus(DEAD_AFTER))
                    && read(own).isEmpty()) {
                remove(own);
            }
        }
    }

    static void remove(Path own) throws IOException {
        for (String name : DirectoryUpload.FILES) {
            Files.deleteIfExists(own.resolve(name));
        }
        Files.deleteIfExists(own);
        DirectorySync.sync(Objects.requireNonNull(own.getParent()));
    }

    static ContentException incomplete(String what) {
        return new ContentException(ContentException.Kind.FAILED_PRECONDITION, what);
    }
}
