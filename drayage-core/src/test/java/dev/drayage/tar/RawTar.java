package dev.drayage.tar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
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
        requireSameAsStream(tar);
        return scan(Blob.ofBytes(tar));
    }

    /** What comes as a stream is found, or refused, as in a file. */
    static void requireSameAsStream(byte[] tar) {
        assertThat(found(new StreamedTar(inPieces(tar)), TarHeader.BLOCK))
                .isEqualTo(found(Blob.ofBytes(tar), TarHeader.BLOCK));
    }

    /** Empty if it is refused. */
    private static Optional<List<TarEntry>> found(Blob tar, int window) {
        try {
            return Optional.of(scan(new TarScanner(tar, "test.tar", LIMITS, 0, window)));
        } catch (ContentException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new AssertionError("a tar in memory gives no such error", e);
        }
    }

    /** As a decompressor gives it: less at once than asked for. */
    private static InputStream inPieces(byte[] tar) {
        return new ByteArrayInputStream(tar) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, 700));
            }
        };
    }

    public static List<TarEntry> scan(Blob tar) throws IOException {
        return scan(new TarScanner(tar, "test.tar", LIMITS));
    }

    private static List<TarEntry> scan(TarScanner scanner) throws IOException {
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
