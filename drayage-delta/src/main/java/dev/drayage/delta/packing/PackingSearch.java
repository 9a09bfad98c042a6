package dev.drayage.delta.packing;

import dev.drayage.content.Blob;
import dev.drayage.delta.deflate.ChunkStream;
import dev.drayage.delta.deflate.GzipHeader;
import dev.drayage.delta.deflate.GzipTrailer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks a blob once, and packs what comes out in every way at the same time. A way is dropped at its first wrong byte,
 * so that after some hundred kilobytes one is left as a rule.
 */
final class PackingSearch {
    private static final int BUFFER_BYTES = 64 << 10;

    private final Blob packed;

    PackingSearch(Blob packed) {
        this.packed = packed;
    }

    Optional<Packing> find() throws IOException {
        byte[] header = header();
        if (header == null) {
            return Optional.empty();
        }
        long end = packed.size() - GzipTrailer.BYTES;
        List<Attempt> attempts = new ArrayList<>();
        for (PackingMethod method : PackingMethod.ALL) {
            attempts.add(new Attempt(method, new Comparison(header.length, end)));
        }
        Inflater inflater = new Inflater(true);
        try {
            if (!repack(inflater, header.length, attempts)) {
                return Optional.empty();
            }
        } catch (DataFormatException e) {
            return Optional.empty();
        } finally {
            inflater.end();
        }
        for (Attempt attempt : attempts) {
            if (attempt.isExact()) {
                return Optional.of(new Packing(header, attempt.method));
            }
        }
        return Optional.empty();
    }

    /** Whether this is one member of gzip, whole and right, and some way may fit. */
    private boolean repack(Inflater inflater, int start, List<Attempt> attempts)
            throws IOException, DataFormatException {
        CRC32 checksum = new CRC32();
        byte[] plain = new byte[BUFFER_BYTES];
        ByteBuffer input = ByteBuffer.allocate(BUFFER_BYTES);
        long at = start;
        while (!inflater.finished()) {
            int count = inflater.inflate(plain);
            if (count > 0) {
                checksum.update(plain, 0, count);
                write(attempts, plain, count);
                if (attempts.isEmpty()) {
                    return false;
                }
            } else if (inflater.needsInput()) {
                input.clear();
                int read = packed.readAt(at, input);
                if (read <= 0) {
                    return false;
                }
                at += read;
                inflater.setInput(input.array(), 0, read);
            } else if (inflater.needsDictionary()) {
                return false;
            }
        }
        long end = at - inflater.getRemaining();
        byte[] trailer = new byte[GzipTrailer.BYTES];
        return end + GzipTrailer.BYTES == packed.size()
                && packed.readAt(end, ByteBuffer.wrap(trailer)) == GzipTrailer.BYTES
                && Arrays.equals(trailer, GzipTrailer.of(checksum.getValue(), inflater.getBytesWritten()));
    }

    private static void write(List<Attempt> attempts, byte[] plain, int count) throws IOException {
        for (Iterator<Attempt> each = attempts.iterator(); each.hasNext(); ) {
            try {
                each.next().encoder.write(plain, 0, count);
            } catch (UnequalException e) {
                each.remove();
            }
        }
    }

    private byte @Nullable [] header() throws IOException {
        try (InputStream in =
                new BufferedInputStream(Channels.newInputStream(packed.newChannel()), GzipHeader.MAX_BYTES)) {
            byte[] header = GzipHeader.read(in);
            return header != null && header.length <= packed.size() - GzipTrailer.BYTES ? header : null;
        }
    }

    /** One way, as long as it fits. */
    private static final class Attempt {
        private final PackingMethod method;
        private final Comparison comparison;
        private final OutputStream encoder;

        Attempt(PackingMethod method, Comparison comparison) {
            this.method = method;
            this.comparison = comparison;
            this.encoder = method.encoder().on(comparison);
        }

        /** Whether it fits to the end, which has come. */
        boolean isExact() throws IOException {
            try {
                encoder.close();
                return comparison.isComplete();
            } catch (UnequalException e) {
                return false;
            }
        }
    }

    /** Compares what is written with what is there. */
    private final class Comparison extends ChunkStream {
        private final long end;
        private final ByteBuffer expected = ByteBuffer.allocate(BUFFER_BYTES).limit(0);
        private long at;

        Comparison(long start, long end) {
            this.at = start;
            this.end = end;
        }

        @Override
        public void write(byte[] bytes, int offset, int count) throws IOException {
            int from = offset;
            int left = count;
            while (left > 0) {
                if (!expected.hasRemaining()) {
                    fill();
                }
                int compared = Math.min(left, expected.remaining());
                int position = expected.position();
                if (!Arrays.equals(bytes, from, from + compared, expected.array(), position, position + compared)) {
                    throw new UnequalException();
                }
                expected.position(position + compared);
                at += compared;
                from += compared;
                left -= compared;
            }
        }

        private void fill() throws IOException {
            expected.clear().limit((int) Math.min(BUFFER_BYTES, end - at));
            if (packed.readAt(at, expected) <= 0) {
                throw new UnequalException();
            }
            expected.flip();
        }

        boolean isComplete() {
            return at == end;
        }
    }

    /** Says that a way does not fit. */
    private static final class UnequalException extends IOException {
        private static final long serialVersionUID = 1;

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }
}
