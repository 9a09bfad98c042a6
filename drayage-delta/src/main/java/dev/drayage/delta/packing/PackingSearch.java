package dev.drayage.delta.packing;

import dev.drayage.content.Blob;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
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
    /** Longer names and comments are not expected of a layer. */
    private static final int MAX_HEADER_BYTES = 4096;

    private static final int TRAILER_BYTES = 8;
    private static final int HAS_CHECKSUM = 2;
    private static final int HAS_EXTRA = 4;
    private static final int HAS_NAME = 8;
    private static final int HAS_COMMENT = 16;

    private final Blob packed;

    PackingSearch(Blob packed) {
        this.packed = packed;
    }

    Optional<Packing> find() throws IOException {
        byte[] header = header();
        if (header == null) {
            return Optional.empty();
        }
        long end = packed.size() - TRAILER_BYTES;
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
        byte[] trailer = new byte[TRAILER_BYTES];
        return end + TRAILER_BYTES == packed.size()
                && packed.readAt(end, ByteBuffer.wrap(trailer)) == TRAILER_BYTES
                && Arrays.equals(trailer, GzipPacker.trailer(checksum.getValue(), inflater.getBytesWritten()));
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

    /** The header of gzip (RFC 1952, 2.3), or null if there is none that can be meant. */
    private byte @Nullable [] header() throws IOException {
        ByteBuffer start = ByteBuffer.allocate((int) Math.min(MAX_HEADER_BYTES, packed.size()));
        packed.readAt(0, start);
        byte[] bytes = start.array();
        int read = start.position();
        if (read < 10 + TRAILER_BYTES || bytes[0] != 0x1f || (bytes[1] & 0xff) != 0x8b || bytes[2] != 8) {
            return null;
        }
        int flags = bytes[3];
        int at = 10;
        if ((flags & HAS_EXTRA) != 0) {
            at += 2 + (bytes[at] & 0xff) + ((bytes[at + 1] & 0xff) << 8);
        }
        if ((flags & HAS_NAME) != 0) {
            at = behindText(bytes, at, read);
        }
        if ((flags & HAS_COMMENT) != 0) {
            at = behindText(bytes, at, read);
        }
        if ((flags & HAS_CHECKSUM) != 0) {
            at += 2;
        }
        return at > Math.min(read, packed.size() - TRAILER_BYTES) ? null : Arrays.copyOf(bytes, at);
    }

    private static int behindText(byte[] bytes, int from, int end) {
        int at = from;
        while (at < end && bytes[at] != 0) {
            at++;
        }
        return at + 1;
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
