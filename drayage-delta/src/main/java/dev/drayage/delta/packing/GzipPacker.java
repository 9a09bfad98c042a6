package dev.drayage.delta.packing;

import dev.drayage.delta.deflate.ChunkStream;
import dev.drayage.delta.deflate.GzipTrailer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32;

/** Deflates, and writes the checksum and size behind it (RFC 1952, 2.3.1). */
final class GzipPacker extends ChunkStream {
    private final OutputStream deflating;
    private final OutputStream target;
    private final CRC32 checksum = new CRC32();
    private long size;

    GzipPacker(OutputStream deflating, OutputStream target) {
        this.deflating = deflating;
        this.target = target;
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        deflating.write(bytes, offset, count);
        checksum.update(bytes, offset, count);
        size += count;
    }

    @Override
    public void close() throws IOException {
        deflating.close();
        target.write(GzipTrailer.of(checksum.getValue(), size));
    }
}
