package dev.drayage.delta.tardiff;

import dev.drayage.content.Blob;
import java.io.IOException;

/**
 * Writes a file as stretches of an old one that are about the same, with what is to be added to them, and what is between
 * them. For one thread.
 */
final class FilePatch {
    private static final int OLD_PAGES = 2048;
    private static final int NEW_PAGES = 256;
    private static final int PIECE = 64 << 10;
    /** Shorter runs of equal bytes are zeros to add, which take less than operations of their own. */
    private static final int MIN_COPY = 512;

    private static final int MIN_SCORE = 32;
    /** How far candidates are compared to find the best. */
    private static final int TRIAL = 512;

    /** After so many bytes that are like nothing in the old file, fewer and fewer places are looked at. */
    private static final int STEP_BITS = 11;

    private static final int MAX_STEP = 16;

    private static final int MAX_BACKWARDS = 1 << 20;

    private final PagedBytes old = new PagedBytes(OLD_PAGES);
    private final PagedBytes fresh = new PagedBytes(NEW_PAGES);
    private final Alignment alignment = new Alignment(old, fresh);
    private final SeedIndex seeds = new SeedIndex();
    private final LocalIndex local = new LocalIndex();
    private final long[] found = new long[8];
    private final byte[] oldPiece = new byte[PIECE];
    private final byte[] newPiece = new byte[PIECE];
    private final TarDiffWriter target;

    /** The stretch that is found and not yet written. */
    private long newStart;

    private long oldStart;
    private long length;

    FilePatch(TarDiffWriter target) {
        this.target = target;
    }

    /** Writes the new file, with the old one opened already. */
    void write(Blob oldFile, Blob newFile) throws IOException {
        old.reset(oldFile);
        fresh.reset(newFile);
        seeds.reset(old);
        local.reset(old);
        newStart = 0;
        oldStart = 0;
        length = alignment.forwards(0, 0, Long.MAX_VALUE);
        if (alignment.score < MIN_SCORE) {
            length = 0;
        }
        long at = length;
        while (at < fresh.size()) {
            local.moveTo(oldStart + (at - newStart));
            long source = candidate(at);
            if (source < 0) {
                at += Math.min(MAX_STEP, 1 + ((at - newStart - length) >>> STEP_BITS));
                continue;
            }
            at = take(source, at);
        }
        writeStretch(length);
        writeData(newStart + length, fresh.size());
    }

    /** Where in the old file something begins that is like the new file there, or -1. */
    private long candidate(long at) throws IOException {
        long room = fresh.size() - at;
        long best = -1;
        if (room >= LocalIndex.SEED) {
            best = best(local.find(fresh.longAt(at), found), at);
        }
        if (room >= SeedIndex.SEED && best < 0) {
            best = best(seeds.find(SeedIndex.hash(fresh, at), found), at);
        }
        return best;
    }

    /** Which of the first offsets that were found is most like the new file, or -1 if none is enough. */
    private long best(int count, long at) throws IOException {
        long best = -1;
        long bestScore = MIN_SCORE - 1;
        for (int i = 0; i < count; i++) {
            alignment.forwards(found[i], at, TRIAL);
            if (alignment.score > bestScore) {
                bestScore = alignment.score;
                best = found[i];
            }
        }
        return best;
    }

    /** Takes the stretch around a pair of offsets, and writes what came before it; says where it ends. */
    private long take(long source, long at) throws IOException {
        long back = alignment.backwards(source, at, Math.min(MAX_BACKWARDS, at - newStart));
        long start = at - back;
        long shift = source - at;
        long end = newStart + length;
        if (start < end) {
            start = border(start, end, shift);
        }
        long kept = Math.min(length, start - newStart);
        writeStretch(kept);
        writeData(newStart + kept, start);
        long forwards = alignment.forwards(source, at, Long.MAX_VALUE);
        newStart = start;
        oldStart = start + shift;
        length = at + forwards - start;
        return at + forwards;
    }

    /** Where best to go over from the last stretch to the next one, which overlap. */
    private long border(long from, long end, long shift) throws IOException {
        long lastShift = oldStart - newStart;
        long best = from;
        int bestSum = 0;
        int sum = 0;
        for (long at = from; at < end; at++) {
            int value = fresh.at(at);
            sum += (old.at(at + lastShift) == value ? 1 : 0) - (old.at(at + shift) == value ? 1 : 0);
            if (sum > bestSum) {
                bestSum = sum;
                best = at + 1;
            }
        }
        return best;
    }

    /** Writes the start of the stretch that was found. */
    private void writeStretch(long count) throws IOException {
        long at = 0;
        while (at < count) {
            long run = PagedBytes.equalRun(old, oldStart + at, fresh, newStart + at, count - at);
            if (run >= MIN_COPY || run == count) {
                target.copy(oldStart + at, run);
                at += run;
                continue;
            }
            long end = at + run;
            while (end < count && end - at < PIECE) {
                end++;
                run = PagedBytes.equalRun(old, oldStart + end, fresh, newStart + end, Math.min(MIN_COPY, count - end));
                if (run == MIN_COPY) {
                    break;
                }
                end += run;
            }
            int piece = (int) Math.min(PIECE, end - at);
            old.get(oldStart + at, oldPiece, 0, piece);
            fresh.get(newStart + at, newPiece, 0, piece);
            for (int i = 0; i < piece; i++) {
                newPiece[i] -= oldPiece[i];
            }
            target.add(oldStart + at, newPiece, 0, piece);
            at += piece;
        }
    }

    private void writeData(long from, long end) throws IOException {
        for (long at = from; at < end; ) {
            int piece = (int) Math.min(PIECE, end - at);
            fresh.get(at, newPiece, 0, piece);
            target.data(newPiece, 0, piece);
            at += piece;
        }
    }
}
