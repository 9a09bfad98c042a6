package dev.drayage.containerd.bolt;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Databases made page by page, sound ones and others. */
final class BoltFile {
    static final int PAGE_BYTES = 1024;
    private static final int ELEMENT_BYTES = 16;

    private final ByteOrder order;
    private final Map<Integer, byte[]> pages = new LinkedHashMap<>();
    private int last = 3;
    private long root = 3;

    private BoltFile(ByteOrder order) {
        this.order = order;
    }

    /** A database of a machine with this byte order; its outermost bucket begins at page 3. */
    static BoltFile of(ByteOrder order) {
        return new BoltFile(order);
    }

    static BoltFile littleEndian() {
        return of(ByteOrder.LITTLE_ENDIAN);
    }

    /** Moves the outermost bucket. */
    BoltFile rootAt(long page) {
        root = page;
        return this;
    }

    /** Puts a leaf with keys and values, in the order given. */
    BoltFile leaf(int page, String... keysAndValues) {
        return put(page, leafBytes(page, false, keysAndValues));
    }

    /** Puts a leaf with keys whose values are buckets at these pages. */
    BoltFile buckets(int page, Map<String, Long> roots) {
        byte[] bytes = leafBytes(
                page,
                true,
                roots.keySet().stream()
                        .flatMap(key -> List.of(key, "0123456789abcdef").stream())
                        .toArray(String[]::new));
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(order);
        int at = 16 + roots.size() * ELEMENT_BYTES;
        for (Map.Entry<String, Long> entry : roots.entrySet()) {
            at += entry.getKey().length();
            buffer.putLong(at, entry.getValue()).putLong(at + 8, 0);
            at += 16;
        }
        return put(page, bytes);
    }

    /** Puts a branch with keys and the pages below them. */
    BoltFile branch(int page, Object... keysAndPages) {
        int count = keysAndPages.length / 2;
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        ByteBuffer head = ByteBuffer.allocate(16 + count * ELEMENT_BYTES).order(order);
        header(head, page, 1, count, 0);
        for (int i = 0; i < count; i++) {
            byte[] key = keysAndPages[2 * i].toString().getBytes(StandardCharsets.UTF_8);
            int element = 16 + i * ELEMENT_BYTES;
            head.putInt(head.capacity() + data.size() - element).putInt(key.length);
            head.putLong(((Number) keysAndPages[2 * i + 1]).longValue());
            data.writeBytes(key);
        }
        return put(page, join(head.array(), data.toByteArray()));
    }

    /** Puts any bytes as a page. */
    BoltFile put(int page, byte[] bytes) {
        pages.put(page, bytes);
        last = Math.max(last, page + (bytes.length - 1) / PAGE_BYTES);
        return this;
    }

    private byte[] leafBytes(int page, boolean buckets, String... keysAndValues) {
        int count = keysAndValues.length / 2;
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        ByteBuffer head = ByteBuffer.allocate(16 + count * ELEMENT_BYTES).order(order);
        List<byte[]> texts = Arrays.stream(keysAndValues)
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
        int size =
                head.capacity() + texts.stream().mapToInt(text -> text.length).sum();
        header(head, page, 2, count, (size - 1) / PAGE_BYTES);
        for (int i = 0; i < count; i++) {
            int element = 16 + i * ELEMENT_BYTES;
            head.putInt(buckets ? 1 : 0).putInt(head.capacity() + data.size() - element);
            head.putInt(texts.get(2 * i).length).putInt(texts.get(2 * i + 1).length);
            data.writeBytes(texts.get(2 * i));
            data.writeBytes(texts.get(2 * i + 1));
        }
        return join(head.array(), data.toByteArray());
    }

    private static void header(ByteBuffer head, int page, int type, int count, int overflow) {
        head.putLong(page).putShort((short) type).putShort((short) count).putInt(overflow);
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }

    /** The whole file, with sound meta pages of transactions 1 and 2. */
    byte[] bytes() {
        ByteBuffer file = ByteBuffer.allocate((last + 1) * PAGE_BYTES).order(order);
        for (int page = 0; page < 2; page++) {
            file.put(page * PAGE_BYTES, meta(page, page + 1));
        }
        pages.forEach((page, bytes) -> file.put(page * PAGE_BYTES, bytes));
        return file.array();
    }

    /** A meta page, its checksum right. */
    byte[] meta(int page, long transaction) {
        ByteBuffer meta = ByteBuffer.allocate(MetaPage.BYTES).order(order);
        header(meta, page, 4, 0, 0);
        meta.putInt(0xED0CDAED).putInt(2).putInt(PAGE_BYTES).putInt(0);
        meta.putLong(root).putLong(0).putLong(2).putLong(last + 1L).putLong(transaction);
        meta.putLong(Fnv1a.hash(meta.slice(16, 56)));
        return meta.array();
    }
}
