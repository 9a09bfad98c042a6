package dev.drayage.transfer;

import dev.drayage.copy.CopyTarget;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A target that tells how much of the blob it has. */
final class CountedTarget implements CopyTarget {
    private final CopyTarget target;
    private final TransferOptions.Progress progress;

    CountedTarget(CopyTarget target, TransferOptions.Progress progress) {
        this.target = target;
        this.progress = progress;
    }

    @Override
    public void write(ByteBuffer bytes, long offset) throws IOException {
        int count = bytes.remaining();
        target.write(bytes, offset);
        progress.moved(count);
    }

    @Override
    public int read(ByteBuffer bytes, long offset) throws IOException {
        return target.read(bytes, offset);
    }

    @Override
    public void inOrder(ByteBuffer bytes) throws IOException {
        target.inOrder(bytes);
    }

    @Override
    public boolean has(long offset, long length) throws IOException {
        boolean there = target.has(offset, length);
        if (there) {
            progress.moved(length);
        }
        return there;
    }

    @Override
    public void wrote(long offset, long length) throws IOException {
        target.wrote(offset, length);
    }
}
