package dev.drayage.compress;

import com.github.luben.zstd.ZstdOutputStream;
import dev.drayage.compress.deflate.DeflateEncoder;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;

/**
 * Packs layers, the same bytes always in the same way: gzip as zlib's level 6 in {@code dev.drayage.compress.deflate}, and
 * zstd by zstd-jni at level 3.
 *
 * <p>A digest must not depend on where a layer is packed. The runtime's own deflate is the zlib that it is linked to, the
 * system's on many systems, and each fork of zlib packs in its own way; libraries that wrap it inherit that. Reading
 * leaves no choice, so the runtime unpacks.
 */
final class Compressor {
    private static final int ZSTD_LEVEL = 3;

    private Compressor() {}

    /**
     * A stream that packs what is written to it; closing it writes the end, and leaves {@code target} open.
     *
     * @throws IllegalArgumentException if it is not none, gzip or zstd
     */
    public static OutputStream pack(Compression compression, OutputStream target) throws IOException {
        OutputStream kept = new KeptOpen(target);
        return switch (compression) {
            case NONE -> kept;
            case GZIP -> new GzipStream(kept);
            case ZSTD -> new ZstdOutputStream(kept, ZSTD_LEVEL);
            case XZ, BZIP2 -> throw new IllegalArgumentException("layers are not packed with " + compression.words());
        };
    }

    private static final class KeptOpen extends FilterOutputStream {
        KeptOpen(OutputStream target) {
            super(target);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }

    /** A member without name or date, of an unknown system. */
    private static final class GzipStream extends OutputStream {
        private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

        private final OutputStream target;
        private final DeflateEncoder deflated;
        private final CRC32 checksum = new CRC32();
        private long size;
        private boolean closed;

        GzipStream(OutputStream target) throws IOException {
            this.target = target;
            target.write(HEADER);
            this.deflated = new DeflateEncoder(target);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            deflated.write(bytes, offset, length);
            checksum.update(bytes, offset, length);
            size += length;
        }

        @Override
        public void close() throws IOException {
            if (closed) {
                return;
            }
            closed = true;
            deflated.finish();
            target.write(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt((int) checksum.getValue())
                    .putInt((int) size)
                    .array());
            target.close();
        }
    }
}
