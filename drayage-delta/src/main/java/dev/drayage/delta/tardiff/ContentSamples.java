package dev.drayage.delta.tardiff;

import dev.drayage.content.Blob;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Which of many files holds what another one holds, by hashes of the bytes before some offsets. Content decides which
 * offsets, so that the same are taken wherever it was moved to. There are at most some million of them, whatever the
 * size of the files.
 */
final class ContentSamples {
    private static final int MAX_SAMPLES = 1 << 20;
    private static final int MIN_DISTANCE_BITS = 8;
    private static final int BUFFER_BYTES = 64 << 10;
    /** How many samples have to be found in a file that others do not hold. */
    private static final int MIN_FOUND = 3;

    /** In place of a file: several hold it, so that it says nothing. */
    private static final int SEVERAL = -1;

    private static final long[] GEAR = new SplittableRandom(64).longs(256).toArray();

    private final List<OldFile> files;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final int distanceBits;
    private final long[] hashes;
    /** From 1 on, in the order of the list; 0 where there is no hash. */
    private final int[] holders;

    private int count;

    /** What is done with each sample. */
    private interface Taker {
        void take(long hash);
    }

    /** Reads all the files. */
    ContentSamples(List<OldFile> files) throws IOException {
        this.files = files;
        long total = files.stream().mapToLong(file -> file.content().size()).sum();
        int bits = MIN_DISTANCE_BITS;
        while (total >>> bits > MAX_SAMPLES) {
            bits++;
        }
        distanceBits = bits;
        int places = Math.max(16, Integer.highestOneBit((int) (total >>> bits) | 1) << 2);
        hashes = new long[places];
        holders = new int[places];
        for (int i = 0; i < files.size(); i++) {
            int holder = i + 1;
            sample(files.get(i).content(), hash -> put(hash, holder));
        }
    }

    /** The file that holds most of what a blob holds, or null. */
    @Nullable
    OldFile mostLike(Blob content) throws IOException {
        int[] found = new int[files.size() + 1];
        sample(content, hash -> found[Math.max(0, holders[place(hash)])]++);
        int best = 0;
        for (int holder = 1; holder < found.length; holder++) {
            if (found[holder] >= Math.max(MIN_FOUND, best == 0 ? 0 : found[best] + 1)) {
                best = holder;
            }
        }
        return best == 0 ? null : files.get(best - 1);
    }

    private void put(long hash, int holder) {
        int place = place(hash);
        if (holders[place] == 0) {
            if (count < holders.length / 4 * 3) {
                hashes[place] = hash;
                holders[place] = holder;
                count++;
            }
        } else if (holders[place] != holder) {
            holders[place] = SEVERAL;
        }
    }

    /** Where a hash is, or would be put. */
    private int place(long hash) {
        int place = (int) hash & (holders.length - 1);
        while (holders[place] != 0 && hashes[place] != hash) {
            place = (place + 1) & (holders.length - 1);
        }
        return place;
    }

    private void sample(Blob content, Taker taker) throws IOException {
        long hash = 0;
        for (long at = 0; at < content.size(); ) {
            int read = content.readAt(at, ByteBuffer.wrap(buffer));
            if (read <= 0) {
                break;
            }
            for (int i = 0; i < read; i++) {
                hash = (hash << 1) + GEAR[buffer[i] & 0xff];
                if (hash >>> (Long.SIZE - distanceBits) == 0) {
                    taker.take(hash);
                }
            }
            at += read;
        }
    }
}
