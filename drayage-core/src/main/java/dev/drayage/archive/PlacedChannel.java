package dev.drayage.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** A channel into a file from some offset on. For one thread. */
final class PlacedChannel implements WritableByteChannel {
    private final TargetFile file;
    private long offset;

    PlacedChannel(TargetFile file, long offset) {
        this.file = file;
        this.offset = offset;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        int count = bytes.remaining();
        file.write(bytes, offset);
        offset += count;
        return count;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {
        // The file is closed by whoever opened it.
    }
}
