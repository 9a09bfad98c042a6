package dev.drayage.containerd;

import dev.drayage.containerd.api.content.WriteAction;
import dev.drayage.containerd.api.content.WriteContentRequest;
import dev.drayage.containerd.api.content.WriteContentResponse;
import dev.drayage.content.AlreadyExistsException;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentWriter;
import dev.drayage.content.IngestStatus;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes an ingest of a daemon. A conversation that a refusal ended is restarted by the next call, for the ingest is
 * still there.
 *
 * <p>The protocol cuts an ingest back to nothing, or not at all.
 */
final class RemoteWriter implements ContentWriter {
    private static final int MESSAGE_BYTES = 1 << 20;
    /** A commit waits for the disk. */
    private static final int COMMIT_TIMEOUTS = 10;

    private final Connection connection;
    private final CallScope scope;
    private final RemoteContent content;
    private final String ref;
    private final long total;
    private final @Nullable Digest expected;
    private WriteStream stream;
    private long offset;
    private boolean done;
    private @Nullable ByteBuffer buffer;

    private RemoteWriter(
            Connection connection, CallScope scope, RemoteContent content, String ref, @Nullable Descriptor expected)
            throws IOException {
        this.connection = connection;
        this.scope = scope;
        this.content = content;
        this.ref = ref;
        this.total = expected == null ? 0 : expected.size();
        this.expected = expected == null ? null : expected.digest();
        this.stream = WriteStream.open(connection, scope, doing());
    }

    static RemoteWriter open(
            Connection connection, CallScope scope, RemoteContent content, String ref, @Nullable Descriptor expected)
            throws IOException {
        RemoteWriter writer = new RemoteWriter(connection, scope, content, ref, expected);
        writer.begin();
        return writer;
    }

    private String doing() {
        return "write " + (expected == null ? "ingest " + ref : expected + " (ingest " + ref + ")");
    }

    private Duration timeout() {
        return connection.options().timeout();
    }

    private WriteContentRequest.Builder message(WriteAction action) {
        return WriteContentRequest.newBuilder()
                .setAction(action)
                .setRef(ref)
                .setTotal(total)
                .setOffset(offset);
    }

    private WriteContentResponse begin() throws IOException {
        stream.send(message(WriteAction.STAT).setExpected(Wire.text(expected)).build());
        WriteContentResponse response = stream.response();
        offset = response.getOffset();
        return response;
    }

    private WriteContentResponse stat() throws IOException {
        requireOpen();
        stream.drain();
        stream.send(message(WriteAction.STAT).build());
        return stream.response();
    }

    private void requireOpen() throws IOException {
        if (done) {
            throw new ClosedChannelException();
        }
        if (stream.hasEnded()) {
            stream = WriteStream.open(connection, scope, doing());
            begin();
        }
    }

    @Override
    public IngestStatus status() throws IOException {
        WriteContentResponse response = stat();
        return new IngestStatus(
                ref,
                response.getOffset(),
                response.getTotal(),
                expected,
                Wire.instant(response.getStartedAt()),
                Wire.instant(response.getUpdatedAt()));
    }

    @Override
    public Digest digest() throws IOException {
        return Wire.digest(stat().getDigest());
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        requireOpen();
        while (bytes.hasRemaining()) {
            int count = Math.min(bytes.remaining(), MESSAGE_BYTES);
            ByteBuffer content = bytes.slice(bytes.position(), count);
            stream.send(message(WriteAction.WRITE).build(), content);
            bytes.position(bytes.position() + count);
            offset += count;
        }
    }

    /** As with any store, but through one buffer, for memory outside the heap is given back late. */
    @Override
    public void write(Blob blob, long position, long count) throws IOException {
        Objects.checkFromIndexSize(position, count, blob.size());
        ByteBuffer through = buffer;
        if (through == null) {
            // By the blob, not by this piece of it: what follows may be larger.
            through = ByteBuffer.allocateDirect((int) Math.min(MESSAGE_BYTES, Math.max(1, blob.size())));
            buffer = through;
        }
        for (long at = position; at < position + count; ) {
            through.clear().limit((int) Math.min(through.capacity(), position + count - at));
            int read = blob.readAt(at, through);
            if (read <= 0) {
                throw ContentException.truncated("blob", blob.size(), at);
            }
            at += read;
            write(through.flip());
        }
    }

    @Override
    public void truncate(long size) throws IOException {
        requireOpen();
        stream.drain();
        if (size == offset) {
            return;
        }
        if (size != 0) {
            throw new ContentException(
                    Kind.OUT_OF_RANGE,
                    "cannot cut ingest " + ref + " of " + connection.location() + ", which has " + offset
                            + " bytes, back to " + size + "; containerd only begins again at 0");
        }
        offset = 0;
        stream.send(message(WriteAction.WRITE).build());
        stream.response();
    }

    @Override
    public ContentInfo commit(long size, @Nullable Digest digest, Map<String, String> labels) throws IOException {
        requireOpen();
        stream.drain();
        Digest claimed = digest == null ? expected : digest;
        stream.send(message(WriteAction.COMMIT)
                .setTotal(size == 0 ? total : size)
                .setExpected(Wire.text(claimed))
                .putAllLabels(labels)
                .build());
        try {
            WriteContentResponse response = stream.response(timeout().multipliedBy(COMMIT_TIMEOUTS));
            done = true;
            stream.finish();
            return content.require(claimed == null ? Wire.digest(response.getDigest()) : claimed);
        } catch (AlreadyExistsException e) {
            done = true;
            content.abortIfThere(ref);
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        if (!done) {
            done = true;
            stream.finish();
        }
    }
}
