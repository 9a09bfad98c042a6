package dev.drayage.layout;

import dev.drayage.content.ContentInfo;
import dev.drayage.file.DirectorySync;
import dev.drayage.ingest.IngestCommitter;
import dev.drayage.ingest.IngestName;
import dev.drayage.ingest.Locks;
import dev.drayage.layout.format.BlobPaths;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Ingests become the blobs of a layout by a rename. */
final class LayoutCommits implements IngestCommitter {
    private static final Duration BLOB_TIMEOUT = Duration.ofMinutes(1);

    private final Path directory;
    private final Locks locks;

    LayoutCommits(Path directory, Locks locks) {
        this.directory = directory;
        this.locks = locks;
    }

    @Override
    public Set<Digest> stored(Collection<Descriptor> expected) throws IOException {
        Set<Digest> stored = new HashSet<>();
        for (Descriptor descriptor : expected) {
            if (isThere(descriptor.digest(), descriptor.size())) {
                stored.add(descriptor.digest());
            }
        }
        return stored;
    }

    @Override
    public void begun(IngestName name) {
        // Nobody collects garbage in a layout.
    }

    @Override
    public void aborted(IngestName name) {
        // Nothing was noted of it.
    }

    @Override
    public List<Result> finish(IngestName name, List<Finished> finished) throws IOException {
        // In one order, so that no two wait for each other.
        List<Finished> ordered = new ArrayList<>(finished);
        ordered.sort(Comparator.comparing(Finished::digest));
        List<Closeable> held = new ArrayList<>();
        try {
            for (Finished file : ordered) {
                // So that of several writers of the same content one stores it, and the others are told so.
                held.add(locks.lock(
                        "blob/" + file.digest(), BLOB_TIMEOUT, "blob " + file.digest() + " is being stored"));
            }
            return take(finished);
        } finally {
            for (Closeable lock : held) {
                lock.close();
            }
        }
    }

    private List<Result> take(List<Finished> finished) throws IOException {
        Map<Digest, Result> results = new HashMap<>();
        Set<Path> folders = new HashSet<>();
        for (Finished file : finished) {
            boolean existed = isThere(file.digest(), file.size());
            if (!existed) {
                folders.add(folder(file.digest().algorithm()));
                // A blob of the wrong size is damaged, and replaced.
                Files.move(
                        file.file(),
                        directory.resolve(BlobPaths.path(file.digest())),
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            }
            results.put(file.digest(), new Result(new ContentInfo(file.digest(), file.size()), existed));
        }
        for (Path folder : folders) {
            DirectorySync.sync(folder);
        }
        return finished.stream()
                .map(file -> Objects.requireNonNull(results.get(file.digest())))
                .toList();
    }

    private boolean isThere(Digest digest, long size) throws IOException {
        try {
            // A link is no blob of this layout, and makes room for one.
            BasicFileAttributes attributes = Files.readAttributes(
                    directory.resolve(BlobPaths.path(digest)), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return attributes.isRegularFile() && attributes.size() == size;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private Path folder(DigestAlgorithm algorithm) throws IOException {
        Path blobs = directory.resolve(BlobPaths.FOLDER);
        Path folder = blobs.resolve(algorithm.identifier());
        for (Path each : List.of(blobs, folder)) {
            if (!Files.isDirectory(each)) {
                try {
                    Files.createDirectory(each);
                } catch (FileAlreadyExistsException e) {
                    // Somebody else was quicker.
                }
                DirectorySync.sync(each.equals(blobs) ? directory : blobs);
            }
        }
        return folder;
    }
}
