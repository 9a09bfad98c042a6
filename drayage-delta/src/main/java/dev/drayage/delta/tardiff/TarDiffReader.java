package dev.drayage.delta.tardiff;

import dev.drayage.compress.Compression;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.json.Quotes;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Goes over the operations of a diff, which may be damaged or hostile. */
final class TarDiffReader implements Closeable {
    private static final int BUFFER_BYTES = 64 << 10;
    /** What a writer has no use for: opening, seeking and copying nothing, again and again. */
    private static final long MAX_IDLE_OPERATIONS = 1 << 20;

    /** What zstd itself unpacks without being told to; writers of the format stay far below. */
    private static final long MAX_WINDOW_BYTES = 128L << 20;

    private final Packed packed;
    private final InputStream operations;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final long maxSize;
    private int at;
    private int end;
    /** Where the buffer begins in the unpacked operations. */
    private long base;

    private long start;
    private long size;
    private long left;
    private long written;
    private long idle;
    private TarDiffOperation operation = TarDiffOperation.DATA;

    /**
     * Begins with the first operation.
     *
     * @param maxSize what the new tar may have, in bytes
     */
    TarDiffReader(Blob diff, long maxSize) throws IOException {
        this.maxSize = maxSize;
        byte[] magic = new byte[TarDiffWriter.MAGIC.length];
        if (diff.readAt(0, ByteBuffer.wrap(magic)) < magic.length || !Arrays.equals(magic, TarDiffWriter.MAGIC)) {
            throw new ContentException(
                    Kind.FAILED_PRECONDITION,
                    "this is no tar-diff of version 1: its first bytes are others; look at its media type, or fetch it again");
        }
        if (diff.size() == magic.length) {
            throw damaged("it ends behind its first bytes");
        }
        packed = new Packed(diff, magic.length);
        operations = Compression.ZSTD.unpack(packed, MAX_WINDOW_BYTES);
    }

    /**
     * Goes to the next operation; data of the last one that was not read is passed over.
     *
     * @return false at the end
     */
    boolean next() throws IOException {
        while (left > 0) {
            read(null, 0, (int) Math.min(left, Integer.MAX_VALUE));
        }
        start = base + at;
        if (at == end && !fill()) {
            return false;
        }
        int number = buffer[at++] & 0xff;
        if (!TarDiffOperation.isKnown(number)) {
            throw damaged("there is no operation " + number);
        }
        operation = TarDiffOperation.of(number);
        size = number();
        left = 0;
        switch (operation) {
            case DATA, ADD -> {
                requireRoom();
                left = size;
            }
            case COPY -> requireRoom();
            case OPEN -> left = size;
            case SEEK -> {}
        }
        idle++;
        if (idle - MAX_IDLE_OPERATIONS > 4 * Math.min(written, Long.MAX_VALUE / 8)) {
            throw damaged("there are " + idle + " operations for " + written + " bytes, more than can be meant");
        }
        return true;
    }

    TarDiffOperation operation() {
        return operation;
    }

    /** How many bytes the operation is about; of {@link TarDiffOperation#SEEK}, the offset: 0 or more. */
    long size() {
        return size;
    }

    /** The path that {@link TarDiffOperation#OPEN} names. */
    String path() throws IOException {
        if (size == 0 || size > TarDiffOperation.MAX_PATH_BYTES) {
            throw damaged("a path has " + size + " bytes, not 1 to " + TarDiffOperation.MAX_PATH_BYTES);
        }
        byte[] bytes = new byte[(int) size];
        for (int have = 0; have < bytes.length; ) {
            have += read(bytes, have, bytes.length - have);
        }
        try {
            String path = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            if (isPlain(path)) {
                return path;
            }
            throw damaged("the path " + Quotes.quote(path) + " is not one from the top, without . and ..");
        } catch (CharacterCodingException e) {
            throw damaged("a path is not UTF-8");
        }
    }

    private static boolean isPlain(String path) {
        for (String part : path.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..") || part.indexOf(0) >= 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Reads what is left of the data of the operation.
     *
     * @param target null to pass over it
     * @return bytes read, 1 or more
     */
    int read(byte @Nullable [] target, int offset, int count) throws IOException {
        if (at == end && !fill()) {
            throw damaged("it ends within the data of the operation");
        }
        int read = (int) Math.min(Math.min(count, left), end - at);
        if (target != null) {
            System.arraycopy(buffer, at, target, offset, read);
        }
        at += read;
        left -= read;
        return read;
    }

    /** How much of the data of the operation was not read. */
    long left() {
        return left;
    }

    /** That the diff cannot be right, with where. */
    ContentException damaged(String problem) {
        return new ContentException(
                Kind.FAILED_PRECONDITION,
                "the tar-diff is damaged at offset " + start + " of its operations: " + problem);
    }

    private void requireRoom() throws ContentException {
        if (size > maxSize - written) {
            throw damaged("the new tar has more than " + maxSize + " bytes, which is what was expected");
        }
        written += size;
    }

    /** A number as protocol buffers have it, of at most 63 bits. */
    private long number() throws IOException {
        long number = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            if (at == end && !fill()) {
                throw damaged("it ends within a number");
            }
            byte bits = buffer[at++];
            number |= (long) (bits & 0x7f) << shift;
            if (bits >= 0) {
                return number;
            }
        }
        throw damaged("a number is larger than any file");
    }

    private boolean fill() throws IOException {
        base += end;
        at = 0;
        end = 0;
        try {
            end = Math.max(0, operations.read(buffer));
            return end > 0;
        } catch (IOException e) {
            if (packed.failed) {
                throw e; // the diff could not be read, which says nothing of its bytes
            }
            throw new ContentException(
                    Kind.FAILED_PRECONDITION,
                    "the tar-diff cannot be unpacked behind offset " + base + " of its operations: "
                            + (e.getMessage() == null ? "it ends too early" : e.getMessage()),
                    e);
        }
    }

    /** The packed operations, and whether reading them failed. */
    private static final class Packed extends InputStream {
        private final Blob blob;
        private long position;
        private boolean failed;

        Packed(Blob blob, long position) {
            this.blob = blob;
            this.position = position;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int count) throws IOException {
            failed = true;
            int read = blob.readAt(position, ByteBuffer.wrap(target, offset, count));
            failed = false;
            position += Math.max(0, read);
            return read;
        }
    }

    @Override
    public void close() throws IOException {
        operations.close();
    }
}
