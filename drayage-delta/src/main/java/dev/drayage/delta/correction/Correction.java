package dev.drayage.delta.correction;

import dev.drayage.compress.Compression;
import dev.drayage.content.Blob;
import dev.drayage.delta.deflate.GzipHeader;
import dev.drayage.delta.deflate.GzipTrailer;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a guess at the tokens of deflate gets wrong, so that a stream can be made again of what it unpacks to.
 * {@link CorrectedStream} does that.
 */
public final class Correction {
    static final int VERSION = 1;

    /** Guesses are tried on so much of what there is. */
    private static final int TRIED_BYTES = 1 << 20;

    /** A guess that gets no more wrong than this is good enough. */
    private static final int FEW_BYTES = 24;

    private static final int FEW_SHARE = 4000;

    /** The version and the guess. */
    private static final int HEADER_BYTES = 2;

    private static final int BUFFER_BYTES = 64 << 10;

    private Correction() {}

    /**
     * Writes the smallest correction there is for members of gzip.
     *
     * @param most how many bytes it may have
     * @return whether there is one; if not, what was written is of no use
     * @throws IOException if the blob cannot be read, or the target not be written
     */
    public static boolean write(Blob packed, long most, OutputStream target) throws IOException {
        return write(packed, Guess.ALL, most, target);
    }

    static boolean write(Blob packed, List<Guess> guesses, long most, OutputStream target) throws IOException {
        if (Compression.of(packed) != Compression.GZIP) {
            return false;
        }
        Guess best = null;
        long least = Long.MAX_VALUE;
        for (Guess guess : guesses) {
            Result tried = attempt(packed, guess, TRIED_BYTES, Long.MAX_VALUE, OutputStream.nullOutputStream());
            if (tried == null) {
                return false;
            }
            if (tried.count < least) {
                best = guess;
                least = tried.count;
            }
            if (tried.count < FEW_BYTES + tried.passed / FEW_SHARE) {
                break;
            }
        }
        return best != null && attempt(packed, best, Long.MAX_VALUE, most, target) != null;
    }

    /**
     * What came of a guess.
     *
     * @param count bytes of the correction
     * @param passed bytes that it leads to, unpacked
     */
    private record Result(long count, long passed) {}

    /** The correction for the beginning; null if there is none, or it is too large. */
    private static @Nullable Result attempt(Blob packed, Guess guess, long plainBytes, long most, OutputStream target)
            throws IOException {
        Source source = new Source(packed);
        try (InputStream plain = Compression.GZIP.unpack(source)) {
            return new Attempt(packed, guess, plain, most, target).run(plainBytes);
        } catch (CorrectionException | EOFException | ZipException e) {
            if (source.failure != null) {
                throw source.failure;
            }
            return null;
        }
    }

    /** What is packed; tells what goes wrong in reading it from what is wrong with it. */
    private static final class Source extends FilterInputStream {
        private @Nullable IOException failure;

        Source(Blob packed) {
            super(Channels.newInputStream(packed.newChannel()));
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int count) throws IOException {
            try {
                return in.read(bytes, offset, count);
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }
    }

    private static final class Attempt {
        private final Blob packed;
        private final InputStream plain;
        private final long most;
        private final ChoiceEncoder encoder;
        private final PlainWindow window = new PlainWindow();
        private final StreamCoding coding;
        private final BitReader in;
        private final DeflateBlock block;
        private final byte[] buffer = new byte[BUFFER_BYTES];
        private boolean isRead;
        private long passed;

        Attempt(Blob packed, Guess guess, InputStream plain, long most, OutputStream target) throws IOException {
            this.packed = packed;
            this.plain = plain;
            this.most = most;
            this.encoder = new ChoiceEncoder(target);
            this.coding = new StreamCoding(encoder, guess.start().get(), window);
            this.in = new BitReader(packed);
            this.block = new DeflateBlock(in);
            target.write(VERSION);
            target.write(guess.id());
        }

        Result run(long plainBytes) throws IOException {
            boolean isMore = true;
            while (isMore) {
                byte[] header = GzipHeader.read(in.bytes());
                if (header == null) {
                    throw new CorrectionException("is for what is not gzip throughout");
                }
                fill();
                coding.member(header);
                do {
                    if (Thread.currentThread().isInterrupted()) {
                        throw new InterruptedIOException("interrupted while finding out how a layer was packed");
                    }
                    if (passed >= plainBytes) {
                        return new Result(encoder.count(), passed);
                    }
                    block.read();
                    code();
                } while (!block.isLast);
                if (!in.align()) {
                    throw new CorrectionException("leaves out the last bits");
                }
                if (!Arrays.equals(in.bytes().readNBytes(GzipTrailer.BYTES), coding.trailer())) {
                    throw new CorrectionException("is for what is damaged");
                }
                isMore = coding.isMore(in.position() < packed.size());
            }
            encoder.finish();
            requireFew();
            return new Result(encoder.count(), passed);
        }

        private void code() throws IOException {
            coding.isLast(block.isLast);
            coding.kind(block.kind);
            fill();
            if (block.kind == DeflateBlock.STORED) {
                pass(coding.stored(block.storedLength));
                coding.passStored(block.storedLength);
                return;
            }
            coding.count(block.count);
            int[] tokens = block.tokens;
            for (int i = 0; i < block.count; i++) {
                fill();
                int before = window.position();
                if (coding.token(tokens[i]) != tokens[i]) {
                    throw new CorrectionException("has a literal that is another");
                }
                pass(window.position() - before);
            }
            if (block.kind == DeflateBlock.FIXED && block.count == 0) {
                coding.flushed();
            }
            if (block.kind == DeflateBlock.DYNAMIC) {
                coding.dynamic(tokens, block.count, block.header);
            }
            requireFew();
        }

        private void requireFew() throws CorrectionException {
            if (encoder.count() + HEADER_BYTES > most) {
                throw new CorrectionException("is too large");
            }
        }

        private void pass(int count) {
            passed += count;
        }

        /** Reads on, so that guesses see what they will see. */
        private void fill() throws IOException {
            while (window.ahead() < PlainWindow.AHEAD && !isRead) {
                int count = plain.readNBytes(buffer, 0, buffer.length);
                coding.check();
                int taken = 0;
                while (taken < count) {
                    taken += window.append(buffer, taken, count - taken);
                }
                isRead = count < buffer.length;
            }
        }
    }
}
