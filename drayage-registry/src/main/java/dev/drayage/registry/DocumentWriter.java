package dev.drayage.registry;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentWriter;
import dev.drayage.content.IngestStatus;
import dev.drayage.content.Verification;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A manifest or index on its way into a registry: it is sent as a whole when it is complete and verified. */
final class DocumentWriter implements ContentWriter {

    /** Sends the whole document. */
    @FunctionalInterface
    interface Sending {
        void send(byte[] document) throws IOException;
    }

    private final String ref;
    private final Descriptor expected;
    private final int maxBytes;
    private final Sending sending;
    private final Runnable closed;
    private final Instant startedAt = Instant.now();
    private final ByteArrayOutputStream gathered = new ByteArrayOutputStream();

    DocumentWriter(String ref, Descriptor expected, int maxBytes, Sending sending, Runnable closed) {
        this.ref = ref;
        this.expected = expected;
        this.maxBytes = maxBytes;
        this.sending = sending;
        this.closed = closed;
    }

    @Override
    public IngestStatus status() {
        return new IngestStatus(ref, gathered.size(), expected.size(), expected.digest(), startedAt, startedAt);
    }

    @Override
    public Digest digest() {
        return Digest.compute(expected.digest().algorithm(), gathered.toByteArray());
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        if ((long) gathered.size() + bytes.remaining() > maxBytes) {
            throw new ContentException(
                    Kind.FAILED_PRECONDITION,
                    expected.kind() + " " + expected.digest() + " has more than " + maxBytes
                            + " bytes, the limit for documents");
        }
        byte[] more = new byte[bytes.remaining()];
        bytes.get(more);
        gathered.writeBytes(more);
    }

    @Override
    public void truncate(long size) throws IOException {
        if (size < 0 || size > gathered.size()) {
            throw new ContentException(
                    Kind.OUT_OF_RANGE, size + " is not within the " + gathered.size() + " bytes of " + ref);
        }
        byte[] all = gathered.toByteArray();
        gathered.reset();
        gathered.write(all, 0, (int) size);
    }

    @Override
    public ContentInfo commit(long size, @Nullable Digest wanted, Map<String, String> labels) throws IOException {
        Descriptor exact = Descriptor.of(
                expected.mediaType(), wanted == null ? expected.digest() : wanted, size == 0 ? expected.size() : size);
        byte[] document = gathered.toByteArray();
        Verification verification = new Verification(exact, ref);
        verification.update(ByteBuffer.wrap(document));
        verification.finish();
        sending.send(document);
        return new ContentInfo(exact.digest(), document.length);
    }

    @Override
    public void close() {
        closed.run();
    }
}
