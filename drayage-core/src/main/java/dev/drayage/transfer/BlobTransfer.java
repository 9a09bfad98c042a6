package dev.drayage.transfer;

import dev.drayage.content.AlreadyExistsException;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentProvider;
import dev.drayage.content.ContentStore;
import dev.drayage.content.ContentWriter;
import dev.drayage.content.DigestMismatchException;
import dev.drayage.content.HeldException;
import dev.drayage.content.Verification;
import dev.drayage.copy.BlobCopier;
import dev.drayage.copy.CopyTarget;
import dev.drayage.copy.IngestedBlob;
import dev.drayage.image.ImageDestination;
import dev.drayage.ingest.BulkIngester;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.task.Backoff;
import dev.drayage.task.Retries;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Moves blobs, one with each call, resuming what was broken off. Thread-safe. */
final class BlobTransfer {
    /** Up to here a blob is cheaper written anew than gone on with. */
    private static final int SMALL_BYTES = 128 << 10;

    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(20), Duration.ofSeconds(1));

    private final ContentProvider source;
    private final ImageDestination destination;
    private final TransferOptions options;

    BlobTransfer(ContentProvider source, ImageDestination destination, TransferOptions options) {
        this.source = source;
        this.destination = destination;
        this.options = options;
    }

    /** Moves a blob; false if it was there already, and nothing of it was read. */
    boolean move(Descriptor blob, BlobCopier copier) throws IOException {
        boolean moved = !isPresent(blob) && write(blob, copier);
        if (!moved) {
            options.progress().moved(blob.size());
        }
        return moved;
    }

    /** Those of the blobs that the destination is known to have, if it tells for many at once; all of them else stay open. */
    Set<Digest> present(List<Descriptor> blobs) throws IOException {
        if (!(destination.ingester() instanceof BulkIngester bulk)) {
            return Set.of();
        }
        Set<Digest> stored = bulk.stored(blobs);
        for (Descriptor blob : blobs) {
            if (stored.contains(blob.digest())) {
                options.progress().moved(blob.size());
            }
        }
        return stored;
    }

    /** Whether a blob is better moved with others. */
    boolean isSmall(Descriptor blob) {
        return blob.size() <= SMALL_BYTES && destination.ingester() instanceof BulkIngester;
    }

    /** Moves small blobs all at once; those that were not there already are returned. */
    Set<Digest> moveSmall(List<Descriptor> blobs) throws IOException {
        BulkIngester bulk = (BulkIngester) destination.ingester();
        List<BulkIngester.SmallBlob> read = new ArrayList<>();
        for (Descriptor blob : blobs) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted while reading blobs");
            }
            read.add(
                    new BulkIngester.SmallBlob(blob, ByteBuffer.wrap(Verification.readAll(source, blob, SMALL_BYTES))));
        }
        Set<Digest> fresh = bulk.store(read);
        blobs.forEach(blob -> options.progress().moved(blob.size()));
        return fresh;
    }

    private boolean isPresent(Descriptor blob) throws IOException {
        if (destination.ingester() instanceof BulkIngester bulk) {
            return !bulk.stored(List.of(blob)).isEmpty();
        }
        return destination.has(blob);
    }

    /** Writes a blob; what turns out to be wrong is read again where the source has it elsewhere. */
    private boolean write(Descriptor blob, BlobCopier copier) throws IOException {
        while (true) {
            try {
                return writeOnce(blob, copier);
            } catch (ContentException e) {
                if (!e.saysOfContent() || !source.distrust(blob)) {
                    throw e;
                }
                if (e instanceof DigestMismatchException) {
                    options.progress().moved(-blob.size());
                }
            }
        }
    }

    private boolean writeOnce(Descriptor blob, BlobCopier copier) throws IOException {
        try (Blob bytes = source.open(blob)) {
            Verification.requireSize(blob, bytes.size(), source.location(blob));
            if (bytes instanceof IngestedBlob ingested) {
                ContentWriter filled = ingested.takeWriter(destination.ingester());
                if (filled != null) {
                    options.progress().moved(blob.size());
                    return write(filled, () -> commitWhole(blob, filled));
                }
            }
            ContentWriter writer = writer(ref(blob), blob);
            return writer != null && write(writer, () -> write(blob, bytes, writer, copier));
        }
    }

    private boolean write(ContentWriter writer, Writing writing) throws IOException {
        try (writer) {
            String ref = writer.status().ref();
            try {
                return writing.run();
            } catch (CorruptBlob e) {
                // While the ref is held: somebody who waits for it may have the right bytes.
                abort(ref);
                throw e.problem;
            }
        }
    }

    private void abort(String ref) throws IOException {
        if (destination.ingester() instanceof ContentStore ingests) {
            ingests.abort(ref);
        }
    }

    /** What is done with a writer; false if somebody else has stored the blob meanwhile. */
    @FunctionalInterface
    private interface Writing {
        boolean run() throws IOException, CorruptBlob;
    }

    /** Named by the digest alone: whoever moves the same content, from wherever, goes on with the same bytes. */
    private static String ref(Descriptor blob) {
        return blob.kind() + "-" + blob.digest();
    }

    /** The writer; null if somebody else has stored the blob meanwhile. */
    private @Nullable ContentWriter writer(String ref, Descriptor blob) throws IOException {
        Retries retries =
                Retries.within(options.writerTimeout(), options.sleeper(), BACKOFF, "waiting for another writer");
        while (true) {
            try {
                return destination.ingester().writer(ref, blob);
            } catch (AlreadyExistsException e) {
                return null;
            } catch (HeldException e) {
                if (!retries.failed()) {
                    throw e;
                }
            }
            retries.pause();
            if (isPresent(blob)) {
                return null;
            }
        }
    }

    private boolean write(Descriptor blob, Blob bytes, ContentWriter writer, BlobCopier copier)
            throws IOException, CorruptBlob {
        long offset = writer.status().offset();
        if (offset > blob.size()) {
            writer.truncate(0);
            offset = 0;
        }
        boolean resumed = offset > 0;
        options.progress().moved(offset);
        copy(bytes, offset, writer, copier);
        if (resumed && !isRight(blob, writer)) {
            // What was there before may be of something else, or lost in a power cut.
            writer.truncate(0);
            options.progress().moved(-blob.size());
            copy(bytes, 0, writer, copier);
        }
        return commit(blob, writer);
    }

    private static boolean isRight(Descriptor blob, ContentWriter writer) throws IOException {
        return writer.digest().equals(blob.digest());
    }

    private void copy(Blob bytes, long from, ContentWriter writer, BlobCopier copier) throws IOException {
        if (writer instanceof CopyTarget target) {
            copier.copy(bytes, from, new CountedTarget(target, options.progress()));
        } else {
            append(bytes, from, writer);
        }
    }

    private void append(Blob bytes, long from, ContentWriter writer) throws IOException {
        Blob counted = new CountedBlob(bytes, from, options.progress());
        for (long at = from; at < bytes.size(); ) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted while moving a blob at offset " + at);
            }
            long part = Math.min(writer.preferredWriteSize(), bytes.size() - at);
            writer.write(counted, at, part);
            at += part;
        }
    }

    /** Commits an ingest that nobody would go on with, and which does not stay if it cannot be, or not any more. */
    private boolean commitWhole(Descriptor blob, ContentWriter filled) throws IOException, CorruptBlob {
        try {
            return commit(blob, filled);
        } catch (IOException | RuntimeException e) {
            try {
                abort(filled.status().ref());
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    private boolean commit(Descriptor blob, ContentWriter writer) throws IOException, CorruptBlob {
        try {
            writer.commit(blob.size(), blob.digest(), Map.of());
            return true;
        } catch (AlreadyExistsException e) {
            return false;
        } catch (ContentException e) {
            if (e.kind() != Kind.FAILED_PRECONDITION) {
                throw e;
            }
            Digest actual = writer.digest();
            if (actual.equals(blob.digest())) {
                throw e;
            }
            throw new CorruptBlob(source.mismatch(blob, actual));
        }
    }

    /** The source does not hold what it says: what was written of it is of no use to anybody. */
    private static final class CorruptBlob extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient DigestMismatchException problem;

        CorruptBlob(DigestMismatchException problem) {
            super(problem);
            this.problem = problem;
        }
    }
}
