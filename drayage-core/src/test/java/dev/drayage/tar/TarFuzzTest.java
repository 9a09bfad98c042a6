package dev.drayage.tar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.tar.RawTar.Header;
import dev.drayage.testkit.Randomized;
import dev.drayage.testkit.TestData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Tars with bits turned, blocks cut out, doubled, put in from elsewhere or sealed again after a change: they are indexed,
 * or refused in one readable line, and never anything else.
 */
class TarFuzzTest {
    private static final TarLimits LIMITS = new TarLimits(1000, 64 << 10);

    @Test
    void anyChangeToATarIsReadOrRefused() {
        List<byte[]> tars = builtIn();
        int[] read = new int[2];
        Randomized.check(20_000, random -> read[index(mutate(tars, random)) ? 0 : 1]++);
        assertThat(read).as("some are read and some refused").doesNotContain(0);
    }

    @Test
    void anyChangeToTarsOfOtherToolsIsReadOrRefused() throws IOException {
        List<byte[]> tars = new ArrayList<>();
        for (String folder : List.of("edge", "corpus")) {
            for (Path file : TestData.files(folder, 60_000)) {
                if (file.toString().endsWith(".tar")) {
                    tars.add(Files.readAllBytes(file));
                    index(Files.readAllBytes(file));
                }
            }
        }
        assertThat(tars).hasSizeGreaterThan(80);
        Randomized.check(10_000, random -> index(mutate(tars, random)));
    }

    @Test
    void anyCutOfATarIsReadOrRefused() {
        for (byte[] tar : builtIn()) {
            for (int end = 0; end < tar.length; end += 17) {
                index(Arrays.copyOf(tar, end));
            }
        }
    }

    /** Every byte of a header at all its values, sealed with the right checksum, so that the change is looked at. */
    @Test
    void anyByteOfAHeaderMayBeAnything() {
        for (char type : new char[] {'0', 'x', 'L', 'S'}) {
            byte[] good = new RawTar()
                    .add(new Header("name", type, 20))
                    .data(RawTar.record("path", "a/long/one").getBytes(StandardCharsets.UTF_8))
                    .file("after", "content")
                    .end()
                    .toBytes();
            for (int at = 0; at < TarHeader.BLOCK; at++) {
                for (int value = 0; value < 256; value += 1 + at % 7) {
                    byte[] tar = good.clone();
                    tar[at] = (byte) value;
                    seal(tar, 0);
                    index(tar);
                }
            }
        }
    }

    /** True if it was read; whatever was found lies within the tar. */
    private static boolean index(byte[] bytes) {
        RawTar.requireSameAsStream(bytes);
        try {
            TarIndex index = TarIndex.read(Blob.ofBytes(bytes), "fuzz.tar", LIMITS);
            index.walk(entry -> {
                assertThat(entry.size()).isNotNegative();
                assertThat(entry.dataOffset() + entry.size()).isBetween(0L, (long) bytes.length);
                assertThat(entry.path()).doesNotStartWith("/").doesNotContain("../", "\0");
                assertThat(index.find(entry.path())).hasValue(entry);
            });
            return true;
        } catch (ContentException e) {
            assertThat(e.getMessage()).hasSizeLessThan(1000).matches("[^\\p{Cntrl}]+");
            return false;
        } catch (IOException e) {
            throw new AssertionError("a tar in memory gives no such error", e);
        }
    }

    private static byte[] mutate(List<byte[]> tars, Random random) {
        byte[] tar = Randomized.oneOf(random, tars).clone();
        for (int i = random.nextInt(3); i >= 0; i--) {
            tar = mutateOnce(tar, Randomized.oneOf(random, tars), random);
        }
        return tar;
    }

    private static byte[] mutateOnce(byte[] tar, byte[] other, Random random) {
        if (tar.length < 1024 || other.length < 1024) {
            return tar;
        }
        int from = random.nextInt(tar.length / 512) * 512;
        int to = Math.min(tar.length, from + 512 * (1 + random.nextInt(4)));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tar, 0, from);
        switch (random.nextInt(6)) {
            case 0 -> {
                byte[] block = Arrays.copyOfRange(tar, from, to);
                for (int i = random.nextInt(4); i >= 0; i--) {
                    block[random.nextInt(block.length)] = (byte) random.nextInt(256);
                }
                if (random.nextInt(4) > 0 && block.length >= 512) {
                    seal(block, 0);
                }
                out.writeBytes(block);
                out.write(tar, to, tar.length - to);
            }
            case 1 -> out.write(tar, to, tar.length - to);
            case 2 -> {
                out.write(tar, from, to - from);
                out.write(tar, from, tar.length - from);
            }
            case 3 -> {
                int start = random.nextInt(other.length / 512) * 512;
                out.write(other, start, Math.min(512, other.length - start));
                out.write(tar, from, tar.length - from);
            }
            case 4 -> {
                byte[] turned = Arrays.copyOfRange(tar, from, tar.length);
                turned[random.nextInt(turned.length)] ^= (byte) (1 << random.nextInt(8));
                out.writeBytes(turned);
            }
            default -> out.write(tar, from, random.nextInt(tar.length - from + 1));
        }
        return out.toByteArray();
    }

    private static void seal(byte[] bytes, int at) {
        Arrays.fill(bytes, at + 148, at + 156, (byte) ' ');
        int sum = 0;
        for (int i = at; i < at + 512; i++) {
            sum += bytes[i] & 0xff;
        }
        byte[] digits = String.format("%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, bytes, at + 148, digits.length);
    }

    private static List<byte[]> builtIn() {
        String longName = "blobs/sha512/" + "ab".repeat(64);
        String sparse = RawTar.record("GNU.sparse.major", "1") + RawTar.record("GNU.sparse.name", "x");
        return List.of(
                new RawTar()
                        .file("oci-layout", "{}")
                        .add(new Header("blobs/", '5', 0))
                        .extended('x', RawTar.record("path", longName) + RawTar.record("size", "700"))
                        .add(new Header("cut", '0', 0))
                        .data(new byte[700])
                        .add(new Header("link", '1', 0).linkedTo("oci-layout"))
                        .file("index.json", "[]")
                        .end()
                        .toBytes(),
                new RawTar()
                        .extended('g', RawTar.record("comment", "none"))
                        .extended('L', longName + "\0")
                        .extended('K', longName + "\0")
                        .add(new Header("cut", '2', 0).linkedTo("cut").text(257, RawTar.GNU))
                        .add(new Header("holes", 'S', 600).text(257, RawTar.GNU).bytes(482, 1))
                        .data(new byte[512])
                        .data(new byte[600])
                        .extended('x', sparse)
                        .file("y", "1")
                        .file("y", "1")
                        .toBytes());
    }
}
