package dev.drayage.content;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/** A moving position over a blob: the only kind of stream there is. */
final class BlobChannel implements SeekableByteChannel {
    private final Blob blob;
    private long position;
    private boolean open = true;

    BlobChannel(Blob blob) {
        this.blob = blob;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        requireOpen();
        int read = blob.readAt(position, target);
        if (read > 0) {
            position += read;
        }
        return read;
    }

    @Override
    public long position() throws IOException {
        requireOpen();
        return position;
    }

    @Override
    public SeekableByteChannel position(long newPosition) throws IOException {
        requireOpen();
        Ranges.requirePosition(newPosition);
        position = newPosition;
        return this;
    }

    @Override
    public long size() throws IOException {
        requireOpen();
        return blob.size();
    }

    @Override
    public int write(ByteBuffer source) {
        throw new NonWritableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long size) {
        throw new NonWritableChannelException();
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        open = false;
    }

    private void requireOpen() throws ClosedChannelException {
        if (!open) {
            throw new ClosedChannelException();
        }
    }
}
