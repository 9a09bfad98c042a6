package dev.drayage.delta.deflate;

import java.io.IOException;
import java.io.OutputStream;

/** A stream that is written to in pieces; single bytes are pieces of one. */
public abstract class ChunkStream extends OutputStream {
    @Override
    public final void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public abstract void write(byte[] bytes, int offset, int count) throws IOException;
}
