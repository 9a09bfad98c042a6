package dev.drayage.delta.tardiff;

import dev.drayage.content.Blob;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A blob of which some pages are in memory: for reading small pieces here and there. For one thread. */
final class PagedBytes {
    private static final int PAGE_BITS = 14;
    private static final int PAGE = 1 << PAGE_BITS;
    private static final int MASK = PAGE - 1;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** Each page has one place, which is the remainder of its number: pages that follow each other have places that do. */
    private final byte[][] pages;

    private final long[] numbers;
    private Blob blob = Blob.ofBytes(new byte[0]);
    private long size;
    private byte[] current = new byte[0];
    private long currentNumber = -1;

    /** @param pages how many are kept, a power of two */
    PagedBytes(int pages) {
        this.pages = new byte[pages][];
        this.numbers = new long[pages];
    }

    /** Goes over to another blob, which stays open. */
    void reset(Blob next) {
        blob = next;
        size = next.size();
        currentNumber = -1;
        Arrays.fill(numbers, -1);
    }

    long size() {
        return size;
    }

    /** The byte at an offset, 0 to 255. */
    int at(long offset) throws IOException {
        return page(offset)[(int) offset & MASK] & 0xff;
    }

    /** The eight bytes from an offset on. */
    long longAt(long offset) throws IOException {
        int within = (int) offset & MASK;
        if (within <= PAGE - Long.BYTES) {
            return (long) LONG.get(page(offset), within);
        }
        long value = 0;
        for (int i = Long.BYTES - 1; i >= 0; i--) {
            value = value << 8 | at(offset + i);
        }
        return value;
    }

    /** How many bytes are the same from two offsets on, at most a number that both have. */
    static long equalRun(PagedBytes a, long offsetA, PagedBytes b, long offsetB, long limit) throws IOException {
        long count = 0;
        while (count < limit) {
            byte[] pageA = a.page(offsetA + count);
            byte[] pageB = b.page(offsetB + count);
            int fromA = (int) (offsetA + count) & MASK;
            int fromB = (int) (offsetB + count) & MASK;
            int piece = (int) Math.min(limit - count, PAGE - Math.max(fromA, fromB));
            int unequal = Arrays.mismatch(pageA, fromA, fromA + piece, pageB, fromB, fromB + piece);
            if (unequal >= 0) {
                return count + unequal;
            }
            count += piece;
        }
        return limit;
    }

    /** Copies bytes that are there. */
    void get(long offset, byte[] target, int at, int count) throws IOException {
        for (int done = 0; done < count; ) {
            int within = (int) (offset + done) & MASK;
            int piece = Math.min(count - done, PAGE - within);
            System.arraycopy(page(offset + done), within, target, at + done, piece);
            done += piece;
        }
    }

    private byte[] page(long offset) throws IOException {
        long number = offset >>> PAGE_BITS;
        return number == currentNumber ? current : load(number);
    }

    private byte[] load(long number) throws IOException {
        int place = (int) number & (pages.length - 1);
        byte[] page = pages[place];
        if (page == null) {
            page = new byte[PAGE];
            pages[place] = page;
        }
        if (numbers[place] != number) {
            numbers[place] = -1;
            currentNumber = -1;
            blob.readAt(number << PAGE_BITS, ByteBuffer.wrap(page));
            numbers[place] = number;
        }
        current = page;
        currentNumber = number;
        return page;
    }
}
