package dev.drayage.archive;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentProvider;
import dev.drayage.content.Verification;
import dev.drayage.oci.Descriptor;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Gives one entry as it stands in the archive, header to padding, through buffers of any size; what is content of a
 * blob is verified from the same buffers. For one thread.
 */
final class EntryReader implements Closeable {
    private final ImageArchive.Entry entry;
    private final byte[] header;
    private final Blob content;
    private @Nullable Verification verification;
    private long offset;

    private EntryReader(ImageArchive.Entry entry, Blob content, @Nullable Verification verification) {
        this.entry = entry;
        this.header = entry.header();
        this.content = content;
        this.verification = verification;
        this.offset = entry.offset();
    }

    static EntryReader open(ImageArchive.Entry entry, ArchivePlan plan, ContentProvider provider) throws IOException {
        Descriptor descriptor = entry.descriptor();
        if (descriptor == null) {
            byte[] bytes = entry.isDirectory()
                    ? new byte[0]
                    : Objects.requireNonNull(plan.generated().get(entry.path()));
            return new EntryReader(entry, Blob.ofBytes(bytes), null);
        }
        return new EntryReader(entry, PlannedBlob.open(descriptor, provider), provider.verification(descriptor));
    }

    /** Where in the archive the next byte belongs. */
    long offset() {
        return offset;
    }

    boolean isDone() {
        return offset == entry.end();
    }

    /** Where in the archive its content ends, and padding begins. */
    long contentEnd() {
        return entry.dataOffset() + entry.size();
    }

    /** Goes on at another place of the entry. What is read from there on cannot be verified. */
    void skipTo(long position) {
        offset = position;
        verification = null;
    }

    /**
     * Puts the next bytes, as many as fit.
     *
     * @return those of them that are content, in the same memory: to be given to {@link #verify} before the buffer is
     *     used again
     */
    ByteBuffer read(ByteBuffer buffer) throws IOException {
        if (offset < entry.dataOffset()) {
            int from = (int) (offset - entry.offset());
            int count = Math.min(header.length - from, buffer.remaining());
            buffer.put(header, from, count);
            offset += count;
        }
        int start = buffer.position();
        if (offset >= entry.dataOffset() && buffer.hasRemaining()) {
            offset += Math.max(0, content.readAt(offset - entry.dataOffset(), buffer));
        }
        ByteBuffer read = buffer.slice(start, buffer.position() - start);
        while (offset >= contentEnd() && !isDone() && buffer.hasRemaining()) {
            buffer.put((byte) 0);
            offset++;
        }
        return read;
    }

    /** The same, of what lies before {@code end} alone. */
    ByteBuffer read(ByteBuffer buffer, long end) throws IOException {
        int limit = buffer.limit();
        buffer.limit((int) Math.min(limit, buffer.position() + Math.max(0, end - offset)));
        try {
            return read(buffer);
        } finally {
            buffer.limit(limit);
        }
    }

    /** Takes the content that {@link #read} gave, in order; when it was the last, size and digest must be right. */
    void verify(ByteBuffer read) throws IOException {
        if (verification == null) {
            return;
        }
        verification.update(read);
        if (offset >= contentEnd()) {
            verification.finish();
            verification = null;
        }
    }

    @Override
    public void close() throws IOException {
        content.close();
    }
}
