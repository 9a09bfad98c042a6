package dev.drayage.content;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A blob in a file.
 *
 * <p>Interrupting a thread inside {@link FileChannel} closes the channel for everybody. A blob is shared, so the file
 * is opened again for the others; the interrupted thread itself gets its {@link ClosedByInterruptException}.
 */
final class FileBlob implements Blob {
    private final Path file;
    private final @Nullable Object fileKey;
    private final long size;
    private volatile FileChannel channel;
    private volatile boolean closed;

    private FileBlob(Path file, @Nullable Object fileKey, FileChannel channel, long size) {
        this.file = file;
        this.fileKey = fileKey;
        this.channel = channel;
        this.size = size;
    }

    static FileBlob open(Path file) throws IOException {
        // Looked at before it is opened: opening a FIFO would wait for a writer.
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (!attributes.isRegularFile()) {
            throw new ContentException(
                    ContentException.Kind.INVALID_ARGUMENT,
                    file + " is not a regular file; name a file that can be read");
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            return new FileBlob(file, attributes.fileKey(), channel, channel.size());
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** A blob over a file that is open, of the size it has now. */
    static FileBlob of(Path file, FileChannel channel) throws IOException {
        return new FileBlob(file, null, channel, channel.size());
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int readAt(long position, ByteBuffer target) throws IOException {
        requireOpen();
        return Ranges.read(position, target, size, this::fill);
    }

    private void fill(long position, ByteBuffer target) throws IOException {
        long at = position;
        while (target.hasRemaining()) {
            int count = readOnce(at, target);
            if (count < 0) {
                throw ContentException.truncated(file.toString(), size, at);
            }
            at += count;
        }
    }

    private int readOnce(long position, ByteBuffer target) throws IOException {
        while (true) {
            FileChannel current = channel;
            try {
                return current.read(target, position);
            } catch (ClosedByInterruptException e) {
                throw e;
            } catch (ClosedChannelException e) {
                reopenInsteadOf(current);
            }
        }
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        Ranges.requirePosition(position);
        Ranges.requireCount(count);
        requireOpen();
        long end = position + Math.min(count, Math.max(0, size - position));
        long at = position;
        while (at < end) {
            long moved = transferOnce(at, end - at, target);
            if (moved <= 0) {
                // Either the file was cut short or the target takes nothing this way: reading tells which.
                return at - position + BufferedTransfer.copy(this, at, end - at, target);
            }
            at += moved;
        }
        return at - position;
    }

    /** What was moved before the channel was lost is returned, never thrown away: no byte is moved twice. */
    private long transferOnce(long position, long count, WritableByteChannel target) throws IOException {
        while (true) {
            FileChannel current = channel;
            try {
                return current.transferTo(position, count, target);
            } catch (ClosedByInterruptException e) {
                throw e;
            } catch (ClosedChannelException e) {
                if (current.isOpen()) {
                    throw e; // it is the target that is closed
                }
                reopenInsteadOf(current);
            }
        }
    }

    private synchronized void reopenInsteadOf(FileChannel lost) throws IOException {
        requireOpen();
        if (!channel.equals(lost)) {
            return;
        }
        FileChannel again;
        try {
            again = FileChannel.open(file, StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            throw new ClosedChannelException(); // a file without a name cannot be opened again
        }
        Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        if (!Objects.equals(key, fileKey)) {
            again.close();
            throw new ContentException(
                    ContentException.Kind.UNAVAILABLE,
                    file + " was replaced by another file while it was being read; try again");
        }
        channel = again;
    }

    private void requireOpen() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        channel.close();
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
