package dev.drayage.repository;

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
 * The writer of an upload, of which a repository has its own idea of what a commit does.
 *
 * @param writer takes the bytes
 * @param commit makes them a blob of the repository
 */
record UploadWriter(ContentWriter writer, Commit commit) implements ContentWriter {

    /** Commits to a repository. */
    @FunctionalInterface
    interface Commit {
        /** Does what {@link ContentWriter#commit} does, and makes the blob one of the repository. */
        ContentInfo run(ContentWriter writer, long size, Digest digest, Map<String, String> labels) throws IOException;
    }

    @Override
    public ContentInfo commit(long size, @Nullable Digest expected, Map<String, String> labels) throws IOException {
        return commit.run(writer, size, expected == null ? writer.digest() : expected, labels);
    }

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
    public void close() throws IOException {
        writer.close();
    }
}
