package dev.drayage.delta.deflate;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Compresses as {@code github.com/klauspost/compress/flate} does at level 5, its default. Ported from {@code deflate.go} of
 * version 1.15.11 (Copyright 2009 The Go Authors, 2015 Klaus Post, BSD licence).
 */
final class KlauspostDeflate {
    private static final int BLOCK = KlauspostMatches.PIECE;

    private final KlauspostBlockWriter blocks;
    private final KlauspostMatches matches;
    private final KlauspostTokens tokens = new KlauspostTokens();
    private final byte[] pending = new byte[BLOCK];
    private int pendingSize;

    KlauspostDeflate(OutputStream out, KlauspostVersion version) {
        this.blocks = new KlauspostBlockWriter(out, version);
        this.matches = new KlauspostMatches(version.search());
    }

    /** Begins anew, with matches into a dictionary that the reader has seen. */
    void begin(byte[] dictionary, int from, int length) {
        matches.forget();
        blocks.reset();
        pendingSize = 0;
        encode(dictionary, from, length);
        tokens.clear();
    }

    void write(byte[] bytes, int offset, int count) throws IOException {
        int from = offset;
        int left = count;
        while (left > 0) {
            if (pendingSize == BLOCK) {
                compress(false);
            }
            int taken = Math.min(left, BLOCK - pendingSize);
            System.arraycopy(bytes, from, pending, pendingSize, taken);
            pendingSize += taken;
            from += taken;
            left -= taken;
        }
    }

    /** Writes all there is, up to a full byte. */
    void flush() throws IOException {
        compress(true);
        blocks.flush();
    }

    /** Ends the stream. */
    void finish() throws IOException {
        compress(true);
        blocks.finish();
    }

    private void compress(boolean isLast) throws IOException {
        if (pendingSize == 0) {
            return;
        }
        if (pendingSize < 128 && isLast) {
            if (pendingSize <= 32) {
                blocks.writeStored(pending, pendingSize);
            } else {
                blocks.writeLiterals(pending, pendingSize, true);
            }
            matches.forget();
        } else {
            encode(pending, 0, pendingSize);
            if (tokens.count == 0) {
                blocks.writeStored(pending, pendingSize);
            } else if (tokens.count > pendingSize - (pendingSize >> 4)) {
                blocks.writeLiterals(pending, pendingSize, isLast);
            } else {
                blocks.writeTokens(tokens, pending, pendingSize, isLast);
            }
        }
        tokens.clear();
        pendingSize = 0;
    }

    private void encode(byte[] bytes, int offset, int count) {
        matches.begin(bytes, offset, count);
        while (matches.find()) {
            tokens.addLiterals(matches.history(), matches.emitted(), matches.start());
            tokens.addMatch(matches.length(), matches.distance());
            matches.enter();
        }
        // If nothing matched, nothing is said of literals either.
        if (tokens.count > 0) {
            tokens.addLiterals(matches.history(), matches.emitted(), matches.end());
        }
    }
}
