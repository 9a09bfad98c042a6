package dev.drayage.delta.deflate;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Compresses as {@code github.com/klauspost/pgzip} does at its default level: blocks of 1 MiB apart, each with the end of
 * the one before as its dictionary. What skopeo, podman, buildah and umoci use.
 */
public final class PgzipDeflate extends ChunkStream {
    private static final int BLOCK = 1 << 20;
    private static final int TAIL = 1 << 14;

    private final KlauspostDeflate deflate;
    private final byte[] block = new byte[BLOCK];
    private int size;
    private final byte[] tail = new byte[TAIL];
    private int tailSize;

    /** Deflates to a stream, which stays open. */
    public PgzipDeflate(OutputStream out, KlauspostVersion version) {
        this.deflate = new KlauspostDeflate(out, version);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        int from = offset;
        int left = count;
        while (left > 0) {
            int taken = Math.min(left, BLOCK - size);
            System.arraycopy(bytes, from, block, size, taken);
            size += taken;
            from += taken;
            left -= taken;
            if (size == BLOCK) {
                compress();
            }
        }
    }

    /** Ends the stream; what it is written to stays open. */
    @Override
    public void close() throws IOException {
        compress();
        deflate.finish();
    }

    private void compress() throws IOException {
        deflate.begin(tail, 0, tailSize);
        deflate.write(block, 0, size);
        deflate.flush();
        tailSize = size > TAIL ? TAIL : 0;
        System.arraycopy(block, size - tailSize, tail, 0, tailSize);
        size = 0;
    }
}
