package dev.drayage.repository;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.file.DirectorySync;
import dev.drayage.file.OwnFiles;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.InvalidDigestException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Which blobs of a layout were uploaded to which repository of late: an empty file for each in the layout's own folder,
 * {@code uploaded/<algorithm>/<hex>/<hash of the repository>}, whose time is that of the upload. Another, {@code removable},
 * says that the blob may be removed when no image is made of it and none of the others is left. Thread-safe, and across
 * processes.
 */
final class UploadMarkers {
    private static final String FOLDER = "uploaded";
    private static final String REPOSITORIES = "repositories";
    private static final String REMOVABLE = "removable";
    private static final Duration LIFETIME = Duration.ofHours(24);

    /** Whoever saw a blob at the last moment has this long to make an image of it. */
    private static final Duration GRACE = Duration.ofHours(1);

    private static final int TRIES = 10;

    /** What a marker is called while it is removed. */
    private static final String ASIDE = "-expired";

    private final Path folder;
    private final String location;
    private final InstantSource clock;

    UploadMarkers(Path own, String location, InstantSource clock) {
        this.folder = own.resolve(FOLDER);
        this.location = location;
        this.clock = clock;
    }

    /** Refuses a layout that would have markers written elsewhere. */
    void requireWithin() throws ContentException {
        List<Path> folders = new ArrayList<>(List.of(folder, folder.resolve(REPOSITORIES)));
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            folders.add(folder.resolve(algorithm.identifier()));
        }
        for (Path each : folders) {
            if (Files.exists(each, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)) {
                throw new ContentException(
                        Kind.FAILED_PRECONDITION,
                        location + " is not written to: " + each + " is not a directory; remove it");
            }
        }
    }

    private static String key(String repository) {
        return Digest.compute(DigestAlgorithm.SHA256, repository.getBytes(StandardCharsets.UTF_8))
                .hex();
    }

    private Path folder(Digest digest) {
        return folder.resolve(digest.algorithm().identifier()).resolve(digest.hex());
    }

    /** Whether a blob was uploaded to a repository within a day. */
    boolean has(String repository, Digest digest) throws IOException {
        return isFresh(folder(digest).resolve(key(repository)), LIFETIME);
    }

    /** Whether anything was uploaded to a repository within a day. */
    boolean isInUse(String repository) throws IOException {
        return isFresh(folder.resolve(REPOSITORIES).resolve(key(repository)), LIFETIME);
    }

    private boolean isFresh(Path marker, Duration age) throws IOException {
        try {
            Instant time =
                    Files.getLastModifiedTime(marker, LinkOption.NOFOLLOW_LINKS).toInstant();
            return time.plus(age).isAfter(clock.instant());
        } catch (NoSuchFileException | NotDirectoryException e) {
            return false;
        }
    }

    /** Makes a blob one of a repository for a day. */
    void add(String repository, Digest digest) throws IOException {
        mark(folder(digest).resolve(key(repository)));
        mark(folder.resolve(REPOSITORIES).resolve(key(repository)));
    }

    /** Has a blob removed in a day if no image is made of it by then. */
    void addRemovable(Digest digest) throws IOException {
        mark(folder(digest).resolve(REMOVABLE));
    }

    /** Lets a blob that would be removed stay for another day. */
    void refresh(Digest digest) throws IOException {
        try {
            touch(folder(digest).resolve(REMOVABLE));
        } catch (NoSuchFileException | NotDirectoryException e) {
            // It stays as it is.
        }
    }

    /** Whether it was one of the repository. */
    boolean remove(String repository, Digest digest) throws IOException {
        boolean was = has(repository, digest);
        Files.deleteIfExists(folder(digest).resolve(key(repository)));
        return was;
    }

    private void touch(Path marker) throws IOException {
        Files.setLastModifiedTime(marker, FileTime.from(clock.instant()));
    }

    private void mark(Path marker) throws IOException {
        Path parent = Objects.requireNonNull(marker.getParent());
        for (int tries = 1; ; tries++) {
            try {
                if (!Files.exists(marker, LinkOption.NOFOLLOW_LINKS)) {
                    Files.createDirectories(parent);
                    OwnFiles.create(marker).close();
                    touch(marker);
                    DirectorySync.sync(parent);
                    DirectorySync.sync(Objects.requireNonNull(parent.getParent()));
                } else {
                    touch(marker);
                }
                return;
            } catch (FileAlreadyExistsException | NoSuchFileException e) {
                // Another process made it, or removed a folder that was empty.
                if (tries == TRIES) {
                    throw e;
                }
            }
        }
    }

    /** Takes away what has expired. @return the blobs that nobody has uploaded of late and that may be removed */
    List<Digest> expired() throws IOException {
        List<Digest> removable = new ArrayList<>();
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            for (Path blob : entries(folder.resolve(algorithm.identifier()))) {
                boolean isFree = true;
                boolean isRemovable = false;
                for (Path marker : entries(blob)) {
                    boolean fresh = isFresh(marker, LIFETIME.plus(GRACE));
                    isFree &= !fresh;
                    if (marker.endsWith(REMOVABLE)) {
                        isRemovable = true;
                    } else if (!fresh) {
                        removeExpired(marker);
                    }
                }
                if (isFree && isRemovable) {
                    removable.addAll(digest(algorithm, blob));
                } else if (isFree) {
                    removeIfEmpty(blob);
                }
            }
        }
        for (Path repository : entries(folder.resolve(REPOSITORIES))) {
            if (!isFresh(repository, LIFETIME.plus(GRACE))) {
                removeExpired(repository);
            }
        }
        return removable;
    }

    /** Unless another process has touched it since it was looked at: it is looked at again where nobody touches it. */
    private void removeExpired(Path marker) throws IOException {
        Path aside = marker.resolveSibling(marker.getFileName() + ASIDE);
        try {
            Files.move(marker, aside, StandardCopyOption.ATOMIC_MOVE);
            if (isFresh(aside, LIFETIME.plus(GRACE))) {
                Files.move(aside, marker, StandardCopyOption.ATOMIC_MOVE);
            } else {
                Files.deleteIfExists(aside);
            }
        } catch (NoSuchFileException e) {
            // Another process does the same.
        }
    }

    private static List<Digest> digest(DigestAlgorithm algorithm, Path blob) {
        try {
            return List.of(new Digest(algorithm, String.valueOf(blob.getFileName())));
        } catch (InvalidDigestException e) {
            return List.of(); // not ours
        }
    }

    /** Whether a blob still may be removed. */
    boolean isRemovable(Digest digest) throws IOException {
        for (Path marker : entries(folder(digest))) {
            if (isFresh(marker, LIFETIME.plus(GRACE))) {
                return false;
            }
        }
        return true;
    }

    /** Forgets a blob that is removed, or is part of an image now. */
    void forget(Digest digest) throws IOException {
        Files.deleteIfExists(folder(digest).resolve(REMOVABLE));
        removeIfEmpty(folder(digest));
    }

    private static void removeIfEmpty(Path directory) throws IOException {
        try {
            Files.deleteIfExists(directory);
        } catch (DirectoryNotEmptyException e) {
            // Something was uploaded meanwhile.
        }
    }

    private static List<Path> entries(Path directory) throws IOException {
        List<Path> entries = new ArrayList<>();
        if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
                files.forEach(entries::add);
            } catch (NoSuchFileException e) {
                // Removed meanwhile.
            }
        }
        return entries;
    }
}
