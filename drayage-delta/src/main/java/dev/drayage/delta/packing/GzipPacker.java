package dev.drayage.delta.packing;

import dev.drayage.delta.deflate.ChunkStream;
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
        target.write(trailer(checksum.getValue(), size));
    }

    static byte[] trailer(long checksum, long size) {
        byte[] trailer = new byte[8];
        for (int i = 0; i < 4; i++) {
            trailer[i] = (byte) (checksum >>> (8 * i));
            trailer[4 + i] = (byte) (size >>> (8 * i));
        }
        return trailer;
    }
}
