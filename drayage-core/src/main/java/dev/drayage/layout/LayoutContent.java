package dev.drayage.layout;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentStore;
import dev.drayage.content.ContentWriter;
import dev.drayage.content.DirectorySync;
import dev.drayage.content.IngestStatus;
import dev.drayage.ingest.Finishing;
import dev.drayage.ingest.IngestName;
import dev.drayage.ingest.Ingests;
import dev.drayage.ingest.Locks;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The blobs of a layout in a directory as a store. It keeps no labels: those given with a commit are dropped, and to
 * change some is refused.
 */
final class LayoutContent implements ContentStore {
    private static final Duration REF_PATIENCE = Duration.ofSeconds(2);
    private static final Duration BLOB_PATIENCE = Duration.ofMinutes(1);
    private static final String NAMESPACE = "layout";

    private final Path directory;
    private final Locks locks;
    private final DirectoryFiles files;
    private final Ingests ingests;

    LayoutContent(Path directory, Path ingestFolder, Locks locks) {
        this.directory = directory;
        this.locks = locks;
        this.files = new DirectoryFiles(directory);
        this.ingests =
                new Ingests(ingestFolder, NAMESPACE, locks, REF_PATIENCE, InstantSource.system(), new BlobsFinished());
    }

    @Override
    public Blob open(Descriptor descriptor) throws IOException {
        return files.open(descriptor);
    }

    @Override
    public Optional<ContentInfo> info(Digest digest) throws IOException {
        return files.info(digest);
    }

    @Override
    public ContentWriter writer(String ref, @Nullable Descriptor expected) throws IOException {
        return ingests.writer(ref, expected);
    }

    @Override
    public IngestStatus status(String ref) throws IOException {
        return ingests.status(ref);
    }

    @Override
    public List<IngestStatus> ingests() throws IOException {
        return ingests.ingests();
    }

    @Override
    public void abort(String ref) throws IOException {
        ingests.abort(ref);
    }

    @Override
    public ContentInfo label(Digest digest, Map<String, String> changes) throws IOException {
        return replaceLabels(digest, changes);
    }

    @Override
    public ContentInfo replaceLabels(Digest digest, Map<String, String> labels) throws IOException {
        ContentInfo info = info(digest).orElseThrow(() -> absent(digest));
        if (!labels.isEmpty()) {
            throw new ContentException(
                    Kind.INVALID_ARGUMENT, location() + " keeps no labels; an image layout has no place for them");
        }
        return info;
    }

    @Override
    public void walk(Visitor visitor) throws IOException {
        for (ContentInfo info : files.blobs()) {
            visitor.visit(info);
        }
    }

    @Override
    public void delete(Digest digest) throws IOException {
        if (!Files.deleteIfExists(path(digest))) {
            throw absent(digest);
        }
    }

    @Override
    public String location() {
        return files.location();
    }

    private Path path(Digest digest) {
        return directory.resolve(BlobPaths.path(digest));
    }

    private ContentException absent(Digest digest) {
        return new ContentException(Kind.NOT_FOUND, "blob " + digest + " is missing from " + location());
    }

    /** Ingests become blobs by a rename. */
    private final class BlobsFinished implements Finishing {
        @Override
        public Optional<ContentInfo> stored(Descriptor expected) throws IOException {
            return isThere(expected.digest(), expected.size()) ? info(expected.digest()) : Optional.empty();
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
        public Result finish(IngestName name, Path file, Digest digest, long size, SortedMap<String, String> labels)
                throws IOException {
            // So that of several writers of the same content one stores it, and the others are told so.
            Closeable lock = locks.lock("blob/" + digest, BLOB_PATIENCE, "blob " + digest + " is being stored");
            try (lock) {
                if (isThere(digest, size)) {
                    return new Result(new ContentInfo(digest, size), true);
                }
                Path folder = folder(digest.algorithm());
                // A blob of the wrong size is damaged, and replaced.
                Files.move(file, path(digest), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                DirectorySync.sync(folder);
                return new Result(new ContentInfo(digest, size), false);
            }
        }

        private boolean isThere(Digest digest, long size) throws IOException {
            Optional<ContentInfo> info = info(digest);
            return info.isPresent() && info.get().size() == size;
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
}
