package dev.drayage.layout;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.document.InvalidDocumentException;
import dev.drayage.document.Limits;
import dev.drayage.file.PendingFile;
import dev.drayage.image.NamedImage;
import dev.drayage.ingest.Locks;
import dev.drayage.layout.format.LayoutMarker;
import dev.drayage.naming.PinnedNames;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Index;
import dev.drayage.oci.MediaTypes;
import dev.drayage.oci.RawDocument;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The {@code index.json} of a layout that is written to. Each change reads it and replaces it as a whole, under a lock
 * that holds across processes: no change of another writer is lost, and a reader sees either the old file or the new.
 */
final class IndexFile {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final String LOCK = "index.json";

    private final Path directory;
    private final Locks locks;
    private final Limits limits;

    IndexFile(Path directory, Locks locks, Limits limits) {
        this.directory = directory;
        this.locks = locks;
        this.limits = limits;
    }

    private Closeable lock() throws IOException {
        return locks.lock(LOCK, TIMEOUT, "the index.json of oci:" + directory + " is being changed by somebody else");
    }

    /** Makes a layout of a directory that is empty but for {@code own}; what is a layout already stays as it is. */
    void create(Path own) throws IOException {
        Path marker = directory.resolve(LayoutMarker.FILE);
        if (Files.exists(marker)) {
            return;
        }
        Closeable lock = lock();
        try (lock) {
            if (Files.exists(marker)) {
                return;
            }
            requireEmpty(own);
            write(ImageLayout.INDEX_FILE, Index.encode(List.of()));
            // Last, for it is what tells a layout.
            write(LayoutMarker.FILE, LayoutMarker.encode());
        }
    }

    private void requireEmpty(Path own) throws IOException {
        Optional<Path> foreign = foreign(directory, own);
        if (foreign.isPresent()) {
            throw new ContentException(
                    Kind.INVALID_ARGUMENT,
                    "oci:" + directory + " is not an image layout, and not empty: it holds " + foreign.get()
                            + "; name another directory");
        }
    }

    /** What is in the way of making a layout of a directory that is none; empty if nothing is. */
    static Optional<Path> foreign(Path directory, Path own) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                // An index.json alone is what is left of a creation that was broken off.
                if (!entry.equals(own) && !entry.endsWith(ImageLayout.INDEX_FILE)) {
                    return Optional.of(directory.relativize(entry));
                }
            }
        }
        return Optional.empty();
    }

    /** Lists images, each in the place of what has its name, else at the end: all of them or none. */
    void putAll(List<NamedImage> images) throws IOException {
        for (NamedImage image : images) {
            PinnedNames.require(image.descriptor(), image.name(), "oci:" + directory);
        }
        edit(listed -> {
            ListedImages changed = new ListedImages(listed);
            images.forEach(image -> changed.put(image.descriptor(), image.name()));
            return changed.all();
        });
    }

    /** Changes what is listed, while nobody else does. */
    void edit(WritableLayout.Edit edit) throws IOException {
        Closeable lock = lock();
        try (lock) {
            Index index = read();
            List<Descriptor> changed = edit.of(index.manifests());
            if (changed.equals(index.manifests())) {
                return;
            }
            byte[] document = index.encodeWith(changed);
            requireReadable(document);
            write(ImageLayout.INDEX_FILE, document);
        }
    }

    /** More images than an index may list are refused, rather than a layout left that cannot be read. */
    private void requireReadable(byte[] document) throws ContentException {
        try {
            Index.parse(RawDocument.of(document), MediaTypes.OCI_INDEX, limits);
        } catch (InvalidDocumentException e) {
            throw new ContentException(
                    Kind.INVALID_ARGUMENT,
                    "oci:" + directory + " cannot list so many images: its " + e.getMessage()
                            + "; put some of them in another layout",
                    e);
        }
    }

    private Index read() throws IOException {
        Path file = directory.resolve(ImageLayout.INDEX_FILE);
        long size = Files.size(file);
        if (size > limits.maxBytes()) {
            throw new ContentException(
                    Kind.FAILED_PRECONDITION,
                    file + " has " + size + " bytes, over the limit of " + limits.maxBytes() + " for documents");
        }
        try {
            return Index.parse(RawDocument.of(Files.readAllBytes(file)), MediaTypes.OCI_INDEX, limits);
        } catch (InvalidDocumentException e) {
            throw new ContentException(Kind.FAILED_PRECONDITION, "oci:" + directory + ": " + e.getMessage(), e);
        }
    }

    private void write(String name, byte[] content) throws IOException {
        try (PendingFile file = PendingFile.create(directory.resolve(name))) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                file.channel().write(bytes);
            }
            file.commit();
        }
    }
}
