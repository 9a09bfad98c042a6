package dev.drayage.delta.tardiff;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Trees of files, and what versions do to them. */
final class RandomTrees {
    private static final int BLOCK = 512;

    private RandomTrees() {}

    static Map<String, byte[]> tree(SplittableRandom random) {
        Map<String, byte[]> files = new TreeMap<>();
        for (int i = random.nextInt(8); i >= 0; i--) {
            files.put("dir" + random.nextInt(3) + "/lib" + i + ".so." + random.nextInt(20), content(random));
        }
        return files;
    }

    /** Of words, runs and noise. */
    private static byte[] content(SplittableRandom random) {
        byte[] bytes = new byte[random.nextInt(random.nextInt(10) == 0 ? 100_000 : 3_000)];
        byte[] words = new byte[300];
        random.nextBytes(words);
        for (int at = 0; at < bytes.length; ) {
            int count = Math.min(bytes.length - at, 1 + random.nextInt(40));
            int kind = random.nextInt(4);
            for (int i = 0; i < count; i++) {
                bytes[at + i] = kind == 0 ? 0 : kind == 1 ? (byte) random.nextInt(256) : words[(at / 7 + i) % 300];
            }
            at += count;
        }
        return bytes;
    }

    /** Another version: files are gone, moved, new, and edited here and there. */
    static Map<String, byte[]> edited(SplittableRandom random, Map<String, byte[]> tree) {
        Map<String, byte[]> edited = new TreeMap<>();
        tree.forEach((path, bytes) -> {
            int kind = random.nextInt(10);
            String newPath = kind == 0 ? "moved/" + path : kind == 1 ? path + "1" : path;
            if (kind != 2) {
                edited.put(newPath, random.nextInt(3) == 0 ? bytes : edited(random, bytes));
            }
        });
        edited.put("new" + random.nextInt(100), content(random));
        return edited;
    }

    private static byte[] edited(SplittableRandom random, byte[] bytes) {
        byte[] edited = bytes.clone();
        for (int edits = random.nextInt(12); edits > 0; edits--) {
            int from = random.nextInt(edited.length + 1);
            int count = Math.min(random.nextInt(random.nextBoolean() ? 10 : 2000), edited.length - from);
            switch (random.nextInt(4)) {
                case 0 -> {
                    byte[] inserted = new byte[random.nextInt(200)];
                    random.nextBytes(inserted);
                    edited = splice(edited, from, random.nextBoolean() ? count : 0, inserted);
                }
                case 1 -> edited = splice(edited, from, count, new byte[0]);
                case 2 -> {
                    int source = random.nextInt(bytes.length + 1);
                    edited = splice(
                            edited, from, 0, Arrays.copyOfRange(bytes, source, Math.min(bytes.length, source + count)));
                }
                default -> {
                    for (int at = from; at < from + count; at += 1 + random.nextInt(20)) {
                        edited[at] += (byte) random.nextInt(5);
                    }
                }
            }
        }
        return edited;
    }

    /** With some bytes replaced by others. */
    static byte[] splice(byte[] bytes, int from, int count, byte[] by) {
        byte[] spliced = Arrays.copyOf(bytes, bytes.length - count + by.length);
        System.arraycopy(by, 0, spliced, from, by.length);
        System.arraycopy(bytes, from + count, spliced, from + by.length, bytes.length - from - count);
        return spliced;
    }

    static byte[] tarOf(String path, byte[] bytes) {
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        append(tar, header(path, bytes.length, '0'), bytes);
        tar.writeBytes(new byte[2 * BLOCK]);
        return tar.toByteArray();
    }

    /** With all that tars may hold, be it after the end. */
    static byte[] tar(SplittableRandom random, Map<String, byte[]> files) {
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        files.forEach((path, bytes) -> {
            if (random.nextInt(4) == 0) {
                String record = "path=" + path + "\n";
                record = record.length() + (record.length() < 97 ? 3 : 4) + " " + record;
                append(tar, header("PaxHeaders", record.length(), 'x'), record.getBytes(StandardCharsets.UTF_8));
                append(tar, header("long", bytes.length, '0'), bytes);
            } else if (random.nextInt(4) == 0) {
                byte[] name = (path + "\0").getBytes(StandardCharsets.UTF_8);
                append(tar, header("././@LongLink", name.length, 'L'), name);
                append(tar, header("long", bytes.length, '0'), bytes);
            } else {
                append(tar, header(path, bytes.length, '0'), bytes);
            }
            switch (random.nextInt(8)) {
                case 0, 1 -> append(tar, header("link", 0, '1'), new byte[0]);
                case 2 -> append(tar, header("sparse", bytes.length, 'S'), bytes);
                default -> {}
            }
        });
        if (random.nextInt(4) > 0) {
            tar.writeBytes(new byte[BLOCK * random.nextInt(4)]);
        }
        if (random.nextInt(4) == 0) {
            byte[] garbage = new byte[random.nextInt(2000)];
            random.nextBytes(garbage);
            tar.writeBytes(garbage);
        }
        return tar.toByteArray();
    }

    private static void append(ByteArrayOutputStream tar, byte[] header, byte[] content) {
        tar.writeBytes(header);
        tar.writeBytes(content);
        tar.writeBytes(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
    }

    private static byte[] header(String name, int size, char type) {
        byte[] header = new byte[BLOCK];
        List<Object[]> fields = new ArrayList<>();
        fields.add(new Object[] {0, name});
        fields.add(new Object[] {100, "0000644"});
        fields.add(new Object[] {108, "0000000"});
        fields.add(new Object[] {116, "0000000"});
        fields.add(new Object[] {124, String.format("%011o", size)});
        fields.add(new Object[] {136, "00000000000"});
        fields.add(new Object[] {148, "        "});
        fields.add(new Object[] {156, String.valueOf(type)});
        fields.add(new Object[] {157, type == '1' ? "target" : ""});
        fields.add(new Object[] {257, type == 'S' ? "ustar  \0" : "ustar\00000"});
        for (Object[] field : fields) {
            byte[] text = ((String) field[1]).getBytes(StandardCharsets.UTF_8);
            System.arraycopy(text, 0, header, (int) field[0], text.length);
        }
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        byte[] checksum = String.format("%06o\0 ", sum).getBytes(StandardCharsets.UTF_8);
        System.arraycopy(checksum, 0, header, 148, checksum.length);
        return header;
    }
}
