package dev.drayage.sync;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentWriter;
import dev.drayage.content.IngestStatus;
import dev.drayage.oci.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A writer of a blob that others wait for.
 *
 * @param writer what it writes to
 * @param committed told when the blob is there
 * @param closed told when nobody needs to wait any more
 */
record ClaimedWriter(ContentWriter writer, Runnable committed, Runnable closed) implements ContentWriter {
    @Override
    public IngestStatus status() throws IOException {
        return writer.status();
    }

    @Override
    public Digest digest() throws IOException {
        return writer.digest();
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        writer.write(bytes);
    }

    @Override
    public void write(Blob blob, long position, long count) throws IOException {
        writer.write(blob, position, count);
    }

    @Override
    public long preferredWriteSize() {
        return writer.preferredWriteSize();
    }

    @Override
    public void truncate(long size) throws IOException {
        writer.truncate(size);
    }

    @Override
    public ContentInfo commit(long size, @Nullable Digest expected, Map<String, String> labels) throws IOException {
        ContentInfo info = writer.commit(size, expected, labels);
        committed.run();
        return info;
    }

    @Override
    public void close() throws IOException {
        try {
            writer.close();
        } finally {
            closed.run();
        }
    }
}
