package dev.drayage.tar;

import dev.drayage.content.Blob;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tars put together block by block, so that any of them can be wrong. */
public final class RawTar {
    static final TarLimits LIMITS = new TarLimits(1_000_000, 1 << 20);

    public static final String POSIX = "ustar\00000";
    public static final String GNU = "ustar  \0";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** One header block that can be changed before it is sealed with its checksum. */
    public static final class Header {
        private final byte[] block = new byte[TarHeader.BLOCK];

        public Header(String name, char type, long size) {
            text(0, name).text(100, "0000644\0").text(108, "0000000\0").text(116, "0000000\0");
            text(124, String.format("%011o\0", size)).text(136, "00000000000\0");
            block[156] = (byte) type;
            text(257, POSIX);
        }

        Header text(int offset, String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            System.arraycopy(bytes, 0, block, offset, bytes.length);
            return this;
        }

        Header bytes(int offset, int... bytes) {
            for (int i = 0; i < bytes.length; i++) {
                block[offset + i] = (byte) bytes[i];
            }
            return this;
        }

        Header linkedTo(String target) {
            return text(157, target);
        }

        byte[] sealed() {
            text(148, "        ");
            int sum = 0;
            for (byte b : block) {
                sum += b & 0xff;
            }
            text(148, String.format("%06o\0 ", sum));
            return block;
        }
    }

    public RawTar add(Header header) {
        out.writeBytes(header.sealed());
        return this;
    }

    /** Content, padded to whole blocks. */
    public RawTar data(byte[] bytes) {
        out.writeBytes(bytes);
        out.writeBytes(new byte[TarHeader.padding(bytes.length)]);
        return this;
    }

    public RawTar file(String name, String content) {
        byte[] bytes = bytes(content);
        return add(new Header(name, '0', bytes.length)).data(bytes);
    }

    public RawTar extended(char type, String data) {
        byte[] bytes = bytes(data);
        return add(new Header("extended", type, bytes.length)).data(bytes);
    }

    public RawTar end() {
        out.writeBytes(new byte[2 * TarHeader.BLOCK]);
        return this;
    }

    public byte[] toBytes() {
        return out.toByteArray();
    }

    public List<TarEntry> scan() throws IOException {
        return scan(toBytes());
    }

    public static List<TarEntry> scan(byte[] tar) throws IOException {
        return scan(Blob.ofBytes(tar));
    }

    public static List<TarEntry> scan(Blob tar) throws IOException {
        TarScanner scanner = new TarScanner(tar, "test.tar", LIMITS);
        List<TarEntry> entries = new ArrayList<>();
        for (Optional<TarEntry> next = scanner.next(); next.isPresent(); next = scanner.next()) {
            entries.add(next.get());
        }
        return entries;
    }

    /** A PAX record with its length before it. */
    public static String record(String key, String value) {
        int rest = bytes(key + value).length + 3;
        int length = rest + String.valueOf(rest).length();
        length = rest + String.valueOf(length).length();
        return length + " " + key + "=" + value + "\n";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
