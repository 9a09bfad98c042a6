package dev.drayage.transfer;

import dev.drayage.content.Blob;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A blob on its way, which tells how far it has been read. What is read again, because it was lost behind here, does not
 * count again. Thread-safe.
 */
final class CountedBlob implements Blob {
    private final Blob blob;
    private final TransferOptions.Progress progress;
    private final AtomicLong furthest;

    /** @param from where reading begins */
    CountedBlob(Blob blob, long from, TransferOptions.Progress progress) {
        this.blob = blob;
        this.progress = progress;
        this.furthest = new AtomicLong(from);
    }

    @Override
    public long size() {
        return blob.size();
    }

    @Override
    public long preferredChunkSize() {
        return blob.preferredChunkSize();
    }

    @Override
    public int readAt(long position, ByteBuffer target) throws IOException {
        int read = blob.readAt(position, target);
        note(position + read);
        return read;
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        // The kernel copies between files by itself, all at once.
        long moved =
                blob.transferTo(position, count, target instanceof FileChannel ? target : counted(position, target));
        note(position + moved);
        return moved;
    }

    private WritableByteChannel counted(long position, WritableByteChannel target) {
        AtomicLong at = new AtomicLong(position);
        return new WritableByteChannel() {
            @Override
            public int write(ByteBuffer source) throws IOException {
                int written = target.write(source);
                note(at.addAndGet(written));
                return written;
            }

            @Override
            public boolean isOpen() {
                return target.isOpen();
            }

            @Override
            public void close() {
                // The target is its owner's.
            }
        };
    }

    private void note(long end) {
        long before = furthest.getAndAccumulate(end, Math::max);
        if (end > before) {
            progress.moved(end - before);
        }
    }

    @Override
    public void close() {
        // The blob belongs to whoever opened it.
    }
}
