package dev.drayage.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** The tar of a layer in the making: each call adds an entry, with the attributes that were set last. */
public final class LayerDraft {
    private static final int BLOCK = 512;

    private final ByteArrayOutputStream tar = new ByteArrayOutputStream();
    private final Map<String, String> xattrs = new TreeMap<>();
    private int mode = 0644;
    private int uid;
    private int gid;
    private String time = "0";

    /** Permissions of entries from now on; those of directories are as given too. */
    public LayerDraft mode(int permissions) {
        mode = permissions;
        return this;
    }

    /** Owner and group of entries from now on. */
    public LayerDraft owner(int user, int group) {
        uid = user;
        gid = group;
        return this;
    }

    /** When entries from now on were modified, in seconds since 1970, with decimals if need be. */
    public LayerDraft time(String seconds) {
        time = seconds;
        return this;
    }

    /** An extended attribute of the next entry. */
    public LayerDraft xattr(String name, String value) {
        xattrs.put(name, value);
        return this;
    }

    /** A file. */
    public LayerDraft file(String path, byte[] content) {
        return entry(path, '0', "", content);
    }

    /** A file of this text. */
    public LayerDraft file(String path, String content) {
        return file(path, content.getBytes(StandardCharsets.UTF_8));
    }

    /** A directory. */
    public LayerDraft directory(String path) {
        return entry(path + "/", '5', "", new byte[0]);
    }

    /** A symbolic link. */
    public LayerDraft link(String path, String target) {
        return entry(path, '2', target, new byte[0]);
    }

    /** Another name of a file. */
    public LayerDraft hardLink(String path, String target) {
        return entry(path, '1', target, new byte[0]);
    }

    /** An entry of any type. */
    public LayerDraft entry(String path, char type, String target, byte[] content) {
        StringBuilder records = new StringBuilder();
        if (time.contains(".")) {
            records.append(record("mtime", time));
        }
        xattrs.forEach((name, value) -> records.append(record("SCHILY.xattr." + name, value)));
        xattrs.clear();
        if (records.length() > 0) {
            byte[] text = records.toString().getBytes(StandardCharsets.UTF_8);
            write(header("PaxHeaders.0/x", 'x', "", text.length), text);
        }
        write(header(path, type, target, content.length), content);
        return this;
    }

    /** {@code length key=value\n}, where the length counts its own digits too. */
    private static String record(String key, String value) {
        int rest = (" " + key + "=" + value + "\n").getBytes(StandardCharsets.UTF_8).length;
        int length = rest + Integer.toString(rest).length();
        length = rest + Integer.toString(length).length();
        return length + " " + key + "=" + value + "\n";
    }

    private byte[] header(String path, char type, String target, int size) {
        byte[] block = new byte[BLOCK];
        put(block, 0, path);
        put(block, 100, String.format("%07o", mode));
        put(block, 108, String.format("%07o", uid));
        put(block, 116, String.format("%07o", gid));
        put(block, 124, String.format("%011o", size));
        put(block, 136, String.format("%011o", Long.parseLong(time.replaceFirst("\\..*", ""))));
        Arrays.fill(block, 148, 156, (byte) ' ');
        block[156] = (byte) type;
        put(block, 157, target);
        put(block, 257, "ustar");
        put(block, 263, "00");
        int sum = 0;
        for (byte each : block) {
            sum += each & 0xff;
        }
        put(block, 148, String.format("%06o\0", sum));
        return block;
    }

    private static void put(byte[] block, int offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, block, offset, bytes.length);
    }

    private void write(byte[] header, byte[] content) {
        tar.writeBytes(header);
        tar.writeBytes(content);
        tar.writeBytes(new byte[-content.length & (BLOCK - 1)]);
    }

    /** The tar, ended. */
    public byte[] bytes() {
        return Arrays.copyOf(tar.toByteArray(), tar.size() + 2 * BLOCK);
    }
}
