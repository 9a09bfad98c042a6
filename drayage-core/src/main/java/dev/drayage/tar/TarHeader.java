package dev.drayage.tar;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Tar headers, byte for byte as Go's {@code archive/tar} writes them for containerd: USTAR where name and size fit,
 * else a PAX extended header before it. Owner 0:0 without names, modification time 0.
 */
public final class TarHeader {
    /** Tar counts in blocks of this many bytes. */
    public static final int BLOCK = 512;

    private static final int NAME_BYTES = 100;
    private static final int PREFIX_BYTES = 155;
    /** Eleven octal digits. */
    private static final long MAX_OCTAL_SIZE = 0_77777777777L;

    private TarHeader() {}

    /** Bytes of padding after content of this size. */
    public static int padding(long size) {
        return (int) (-size & (BLOCK - 1));
    }

    /** How many bytes {@link #encode} gives. */
    public static int length(String path, long size) {
        String records = paxRecords(path, size);
        return records.isEmpty() ? BLOCK : BLOCK + records.length() + padding(records.length()) + BLOCK;
    }

    /** The header of an entry, a whole number of blocks. Paths are ASCII. */
    public static byte[] encode(String path, char type, int mode, long size) {
        String records = paxRecords(path, size);
        if (records.isEmpty()) {
            int split = path.length() > NAME_BYTES ? ustarSplit(path) : -1;
            String name = split < 0 ? path : path.substring(split + 1);
            String prefix = split < 0 ? "" : path.substring(0, split);
            return ustar(name, prefix, type, mode, size);
        }
        byte[] header = new byte[length(path, size)];
        byte[] extended = extendedHeader(path, records.length());
        System.arraycopy(extended, 0, header, 0, BLOCK);
        byte[] text = records.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, header, BLOCK, text.length);
        byte[] main = ustar(cut(path), "", type, mode, size > MAX_OCTAL_SIZE ? 0 : size);
        System.arraycopy(main, 0, header, header.length - BLOCK, BLOCK);
        return header;
    }

    private static byte[] ustar(String name, String prefix, char type, int mode, long size) {
        byte[] block = new byte[BLOCK];
        v7(block, name, type, mode, size);
        octal(block, 329, 8, 0); // device numbers: zero, but written
        octal(block, 337, 8, 0);
        text(block, 345, prefix);
        return sealed(block);
    }

    /** The name for readers that do not know PAX. Those take one that ends in a slash for a directory. */
    private static String cut(String path) {
        if (path.length() <= NAME_BYTES) {
            return path;
        }
        String name = path.substring(0, NAME_BYTES);
        return name.endsWith("/") ? withoutSlashes(name) : name;
    }

    private static String withoutSlashes(String name) {
        int end = name.length();
        while (end > 0 && name.charAt(end - 1) == '/') {
            end--;
        }
        return name.substring(0, end);
    }

    /** The header before PAX records has no owner names and, unlike others, no device numbers. */
    private static byte[] extendedHeader(String path, int recordBytes) {
        int slash = path.lastIndexOf('/');
        String name = path.substring(0, slash + 1) + "PaxHeaders.0/" + path.substring(slash + 1);
        byte[] block = new byte[BLOCK];
        v7(block, withoutSlashes(name.substring(0, Math.min(name.length(), NAME_BYTES))), 'x', 0, recordBytes);
        return sealed(block);
    }

    private static void v7(byte[] block, String name, char type, int mode, long size) {
        text(block, 0, name);
        octal(block, 100, 8, mode);
        octal(block, 108, 8, 0);
        octal(block, 116, 8, 0);
        octal(block, 124, 12, size);
        octal(block, 136, 12, 0);
        block[156] = (byte) type;
    }

    private static byte[] sealed(byte[] block) {
        text(block, 257, "ustar");
        text(block, 263, "00");
        Arrays.fill(block, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        octal(block, 148, 7, sum);
        return block;
    }

    private static void text(byte[] block, int offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, block, offset, bytes.length);
    }

    private static void octal(byte[] block, int offset, int width, long value) {
        String digits = Long.toOctalString(value);
        text(block, offset, "0".repeat(width - 1 - digits.length()) + digits);
        block[offset + width - 1] = 0;
    }

    private static String paxRecords(String path, long size) {
        StringBuilder records = new StringBuilder();
        if (path.length() > NAME_BYTES && (size > MAX_OCTAL_SIZE || ustarSplit(path) < 0)) {
            records.append(paxRecord("path", path));
        }
        if (size > MAX_OCTAL_SIZE) {
            records.append(paxRecord("size", Long.toString(size)));
        }
        return records.toString();
    }

    /** {@code length key=value\n}, where the length counts its own digits too. */
    private static String paxRecord(String key, String value) {
        int rest = key.length() + value.length() + 3;
        int length = rest + Integer.toString(rest).length();
        length = rest + Integer.toString(length).length();
        return length + " " + key + "=" + value + "\n";
    }

    /** The slash that parts prefix and name so that both fit a USTAR header, or -1. */
    private static int ustarSplit(String path) {
        int end = Math.min(path.length(), PREFIX_BYTES + 1);
        if (end == path.length() && path.endsWith("/")) {
            end--;
        }
        int slash = path.lastIndexOf('/', end - 1);
        int nameLength = path.length() - slash - 1;
        return slash > 0 && nameLength > 0 && nameLength <= NAME_BYTES ? slash : -1;
    }
}
