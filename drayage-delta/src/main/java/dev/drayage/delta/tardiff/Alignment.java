package dev.drayage.delta.tardiff;

import java.io.IOException;

/** Two files, and how far they are alike from a pair of offsets on. */
final class Alignment {
    /** By how much more bytes may differ than are the same, on the way to where more are the same again. */
    private static final int DROP = 16;

    final PagedBytes old;
    final PagedBytes fresh;
    /** What the last extension came to: equal bytes less unequal ones. */
    long score;

    Alignment(PagedBytes old, PagedBytes fresh) {
        this.old = old;
        this.fresh = fresh;
    }

    /** How far to go forwards for the best score. */
    long forwards(long oldOffset, long newOffset, long max) throws IOException {
        long limit = Math.min(max, Math.min(old.size() - oldOffset, fresh.size() - newOffset));
        long at = 0;
        long sum = 0;
        long best = 0;
        score = 0;
        while (true) {
            long run = PagedBytes.equalRun(old, oldOffset + at, fresh, newOffset + at, limit - at);
            at += run;
            sum += run;
            if (sum > score) {
                score = sum;
                best = at;
            }
            sum--;
            at++;
            if (at >= limit || sum < score - DROP) {
                return best;
            }
        }
    }

    /** How far to go backwards for the best score, to bytes before the offsets. */
    long backwards(long oldOffset, long newOffset, long max) throws IOException {
        long limit = Math.min(max, Math.min(oldOffset, newOffset));
        long sum = 0;
        long best = 0;
        score = 0;
        for (long at = 1; at <= limit; at++) {
            if (old.at(oldOffset - at) == fresh.at(newOffset - at)) {
                if (++sum > score) {
                    score = sum;
                    best = at;
                }
            } else if (--sum < score - DROP) {
                break;
            }
        }
        return best;
    }
}
