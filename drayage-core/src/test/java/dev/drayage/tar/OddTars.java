package dev.drayage.tar;

import dev.drayage.tar.RawTar.Header;
import dev.drayage.testkit.Randomized;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Tars whose headers are right, or nearly: what a reader makes of each is a matter of its rules. */
final class OddTars {
    private static final String NINETY_NINE = "n".repeat(99);
    private static final List<String> NAMES = List.of(
            "a",
            "b",
            "./c",
            "d/",
            "e//f",
            "g/./h",
            "index.json",
            "index.json/",
            NINETY_NINE + "n",
            NINETY_NINE + "/",
            "\u00e9",
            "",
            ".",
            "blobs/",
            "../out",
            "/absolute",
            "with blank",
            "a=b",
            "new\nline");
    private static final List<String> LONG_NAMES = List.of(
            NINETY_NINE + "/long/name", "a", "d/", "", "x\0y", "\u00e9".repeat(80), "p/".repeat(200) + "f", "name\0");
    private static final String TYPES = "000000000\0\0\0\0\0001122345677xgLKSVMDNX@ ";
    private static final List<String> MAGICS = List.of(
            RawTar.POSIX,
            RawTar.POSIX,
            RawTar.POSIX,
            RawTar.GNU,
            RawTar.GNU,
            "\0\0\0\0\0\0\0\0",
            "ustar\0\0\0",
            "ustar  0",
            "ustar \0\0",
            "ustar000",
            "ustar\00100",
            "xstar\00000");
    private static final List<String> PREFIXES = List.of(
            "p",
            "p/q",
            "p/",
            "14545454545\0",
            "14545454545\00014545454545\0",
            "p".repeat(155),
            "p".repeat(131),
            "p".repeat(130) + "\0\0\0\0\0" + "7".repeat(11),
            "\0p",
            "/",
            "\u00e9",
            "..");
    private static final List<String> NUMBERS = List.of(
            "0",
            "00000000000\0",
            "           ",
            "\0\0\0\0\0\0\0\0",
            "7\0",
            "7 ",
            " 7",
            "7 \0x",
            "7\0x",
            "7\0 7",
            "\0007",
            "777777777777",
            "8",
            "-1",
            "+1",
            "0x1",
            "0o7",
            "1_1",
            "1 1",
            "\t1",
            "1\t",
            "7\u00a0",
            ".",
            "1e1",
            "00000001000\0",
            "00000000777",
            "00000001001 ",
            "1000\0\0\0\0\0\0\0\0");
    private static final int[] NUMBER_FIELDS = {100, 108, 116, 124, 124, 124, 136, 329, 337};
    private static final List<String> KEYS = List.of(
            "path",
            "path",
            "linkpath",
            "size",
            "size",
            "uid",
            "gid",
            "mtime",
            "atime",
            "ctime",
            "uname",
            "gname",
            "comment",
            "hdrcharset",
            "SCHILY.xattr.user.x",
            "GNU.sparse.major",
            "GNU.sparse.minor",
            "GNU.sparse.name",
            "GNU.sparse.size",
            "GNU.sparse.realsize",
            "GNU.sparse.map",
            "GNU.sparse.offset",
            "GNU.sparse.numbytes",
            "GNU.sparse.numblocks",
            "GNU.sparse.x",
            "",
            "Path",
            "path ",
            "p\0th",
            "charset");
    private static final List<String> VALUES = List.of(
            "",
            "0",
            "1",
            "5",
            "512",
            "513",
            "1024",
            "-1",
            "+5",
            " 5",
            "5 ",
            "5_0",
            "0x5",
            "1.5",
            "1.",
            ".5",
            "1.5.5",
            "1e3",
            "9223372036854775807",
            "9223372036854775808",
            "a",
            "d/",
            "/",
            "..",
            "x\0y",
            "a=b",
            "a\nb",
            "0,5",
            "BINARY",
            NINETY_NINE + "/long/name",
            "99999999999999999999",
            "\u00e9",
            "-9223372036854775808");

    private OddTars() {}

    static byte[] next(Random random) {
        RawTar tar = new RawTar();
        for (int i = random.nextInt(3); i >= 0; i--) {
            add(tar, random);
        }
        switch (random.nextInt(8)) {
            case 0 -> tar.data(new byte[512]);
            case 1 -> tar.data(new byte[512]).file("second", "archive").end();
            case 2 -> tar.end().file("second", "archive").end();
            case 3 -> tar.data(new byte[10_240]);
            case 4 -> {} // ends as it is
            default -> tar.end();
        }
        byte[] bytes = tar.toBytes();
        return switch (random.nextInt(12)) {
            case 0 -> Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            case 1 -> Arrays.copyOf(bytes, bytes.length - Math.min(bytes.length, random.nextInt(513)));
            case 2 -> changed(bytes, random);
            default -> bytes;
        };
    }

    private static void add(RawTar tar, Random random) {
        for (int i = random.nextInt(6); i > 3; i--) {
            char type = "xxxLKg".charAt(random.nextInt(6));
            String text = type == 'x' || type == 'g' ? records(random) : Randomized.oneOf(random, LONG_NAMES);
            byte[] data = text.getBytes(StandardCharsets.UTF_8);
            tar.add(header(type, data.length, random, 30)).data(data);
        }
        char type = TYPES.charAt(random.nextInt(TYPES.length()));
        byte[] content = content(random);
        boolean bodiless = type >= '1' && type <= '6' && random.nextInt(4) > 0;
        tar.add(header(type, bodiless ? 0 : content.length, random, 3)).data(bodiless ? new byte[0] : content);
    }

    /** Mostly another header, so that it matters whether it is read as one. */
    private static byte[] content(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> new byte[0];
            case 1 -> new RawTar().file("nested", "content").toBytes();
            case 2 ->
                new RawTar().file("nested", "").file("index.json", "nested").toBytes();
            default -> "x".repeat(random.nextInt(1200)).getBytes(StandardCharsets.US_ASCII);
        };
    }

    /** One in so many is odd in one field or more. */
    private static Header header(char type, int size, Random random, int odd) {
        Header header = new Header(Randomized.oneOf(random, NAMES), type, size);
        if (type == '1' || type == '2') {
            header.linkedTo(Randomized.oneOf(random, NAMES));
        }
        for (int i = random.nextInt(odd) == 0 ? random.nextInt(3) : -1; i >= 0; i--) {
            switch (random.nextInt(7)) {
                case 0 -> header.text(257, Randomized.oneOf(random, MAGICS));
                case 1 ->
                    header.text(257, Randomized.oneOf(random, MAGICS)).text(345, Randomized.oneOf(random, PREFIXES));
                case 2 -> header.text(508, "tar").text(345, Randomized.oneOf(random, PREFIXES));
                case 3 -> {
                    int field = NUMBER_FIELDS[random.nextInt(NUMBER_FIELDS.length)];
                    String number = Randomized.oneOf(random, NUMBERS);
                    int width = field == 124 || field == 136 ? 12 : 8;
                    header.text(field, number.substring(0, Math.min(number.length(), width - 1)));
                }
                case 4 -> base256(header, random);
                case 5 -> header.bytes(random.nextInt(148), random.nextInt(256));
                default -> header.bytes(156 + random.nextInt(356), random.nextInt(256));
            }
        }
        return header;
    }

    private static void base256(Header header, Random random) {
        int field = NUMBER_FIELDS[random.nextInt(NUMBER_FIELDS.length)];
        int width = field == 124 || field == 136 ? 12 : 8;
        int[] bytes = new int[width];
        int first = new int[] {0x80, 0x80, 0x80, 0xff, 0x81, 0xbf, 0xc0, 0xfe}[random.nextInt(8)];
        boolean negative = (first & 0x40) != 0 && random.nextBoolean();
        Arrays.fill(bytes, negative ? 0xff : 0);
        bytes[0] = first;
        bytes[width - 2] = random.nextInt(6);
        bytes[1 + random.nextInt(width - 1)] = random.nextInt(256);
        header.bytes(field, bytes);
    }

    private static String records(Random random) {
        StringBuilder records = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            String record = RawTar.record(Randomized.oneOf(random, KEYS), Randomized.oneOf(random, VALUES));
            switch (random.nextInt(20)) {
                case 0 -> record = record.substring(0, record.length() - 1);
                case 1 -> record = "0" + record;
                case 2 -> record = "+" + record;
                case 3 -> record = record.replace('=', ' ');
                case 4 -> record = record + "\0\0";
                case 5 -> record = (record.length() + random.nextInt(9)) + record.substring(record.indexOf(' '));
                default -> {}
            }
            records.append(record);
        }
        return records.toString();
    }

    private static byte[] changed(byte[] bytes, Random random) {
        for (int i = random.nextInt(3); i >= 0 && bytes.length > 0; i--) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
    }
}
