package dev.drayage.delta.packing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.content.Blob;
import dev.drayage.testkit.Randomized;
import dev.drayage.testkit.TestData;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** Layers of other people's making. */
class PackingTest {
    @Test
    void blobsOfOtherToolsAreMadeAgain() throws IOException {
        TreeMap<String, Integer> found = new TreeMap<>();
        for (Path file : TestData.files("corpus", 10 << 20)) {
            byte[] packed = Files.readAllBytes(file);
            boolean isGzip = packed.length > 2 && packed[0] == 0x1f && (packed[1] & 0xff) == 0x8b;
            if (!isGzip) {
                continue;
            }
            Optional<Packing> packing = Packing.of(Blob.ofBytes(packed));
            found.merge(packing.map(Packing::id).orElse("none"), 1, Integer::sum);
            if (packing.isPresent()) {
                assertThat(pack(packing.get(), plain(packed))).as("%s", file).isEqualTo(packed);
            }
        }

        // What has none is cut or foreign on purpose, or packed by a pgzip of 2020.
        assertThat(found).isEqualTo(Map.of("go-1", 79, "go-6", 33, "none", 9, "zlib-6", 20, "zlib-9", 4));
    }

    @Test
    void whatIsDamagedHasNoPacking() {
        SplittableRandom content = new SplittableRandom(3);
        byte[] plain = PlainBytes.of(content, 70_000);
        Randomized.check(60, random -> {
            PackingMethod method = Randomized.oneOf(random, PackingMethod.ALL);
            byte[] packed =
                    pack(new Packing(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 255}, method), plain);
            int at = 10 + random.nextInt(packed.length - 10);
            packed[at] ^= (byte) (1 << random.nextInt(8));

            assertThat(Packing.of(Blob.ofBytes(packed))).isEmpty();
        });
    }

    /** As long as it is still known for gzip, which takes two bytes. */
    @Test
    void whatIsCutHasNoPacking() {
        byte[] plain = PlainBytes.of(new SplittableRandom(4), 3_000);
        Randomized.check(60, random -> {
            PackingMethod method = Randomized.oneOf(random, PackingMethod.ALL);
            byte[] packed =
                    pack(new Packing(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 255}, method), plain);

            assertThat(Packing.of(Blob.ofBytes(packed).slice(0, 2 + random.nextInt(packed.length - 2))))
                    .isEmpty();
        });
    }

    @Test
    void headersThatEndNowhereHaveNoPacking() throws IOException {
        for (int flags = 0; flags < 32; flags++) {
            byte[] packed = new byte[5000];
            Arrays.fill(packed, (byte) 0xff);
            packed[0] = 0x1f;
            packed[1] = (byte) 0x8b;
            packed[2] = 8;
            packed[3] = (byte) flags;

            assertThat(Packing.of(Blob.ofBytes(packed))).isEmpty();
            assertThat(Packing.of(Blob.ofBytes(packed).slice(0, 18))).isEmpty();
        }
    }

    private static byte[] plain(byte[] packed) throws IOException {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return in.readAllBytes();
        }
    }

    private static byte[] pack(Packing packing, byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream packer = packing.packer(out, InputStream.nullInputStream())) {
            packer.write(plain);
        }
        return out.toByteArray();
    }
}
