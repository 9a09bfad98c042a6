package dev.drayage.delta.correction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.content.Blob;
import dev.drayage.delta.packing.PlainBytes;
import dev.drayage.testkit.Randomized;
import dev.drayage.testkit.peer.Peers;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CorrectionTest {
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 255};

    @TempDir
    private Path directory;

    @Test
    void whateverIsGzipIsMadeAgain() {
        Randomized.check(80, random -> {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            ByteArrayOutputStream plain = new ByteArrayOutputStream();
            for (int members = 1 + random.nextInt(3); members > 0; members--) {
                byte[] bytes =
                        PlainBytes.of(new SplittableRandom(random.nextLong()), random.nextInt(1 << random.nextInt(20)));
                plain.write(bytes);
                packed.write(member(random, bytes));
            }

            byte[] correction = correction(packed.toByteArray());

            assertThat(corrected(random, correction, plain.toByteArray())).isEqualTo(packed.toByteArray());
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "-3", "-6", "-9", "-R"})
    void pigzIsNearlyGuessed(String option) throws IOException {
        byte[] plain = PlainBytes.of(new SplittableRandom(5), 1_000_000);
        Path file = directory.resolve("plain");
        Files.write(file, plain);
        byte[] packed = Peers.require("pigz")
                .run("-n", "-c", option, file.toString())
                .requireSuccess()
                .outBytes();

        byte[] correction = correction(packed);

        assertThat(correction).hasSizeLessThan(packed.length * 3 / 1000);
        assertThat(corrected(new SplittableRandom(1), correction, plain)).isEqualTo(packed);
    }

    /** Made by the versions named: 1 MiB at a time by pgzip, else all at once. */
    @ParameterizedTest
    @CsvSource({"pgzip-1.9.8, 1", "pgzip-1.10.3, 2", "pgzip-1.12.2, 3", "klauspost-1.15.10, 4"})
    void klauspostIsNearlyGuessed(String name, int guess) throws IOException {
        byte[] packed;
        try (InputStream in = CorrectionTest.class.getResourceAsStream(name + ".gz")) {
            packed = in.readAllBytes();
        }

        byte[] correction = correction(packed);

        assertThat(correction).startsWith(1, guess).hasSizeLessThan(packed.length / 200);
        assertThat(corrected(new SplittableRandom(1), correction, plain(packed)))
                .isEqualTo(packed);
    }

    /** Each guess leads to what there is, however wrong it is, over many windows and pieces. */
    @Test
    void wrongGuessesAreCorrected() {
        Randomized.check(Guess.ALL.size(), random -> {
            byte[] plain = PlainBytes.of(new SplittableRandom(random.nextLong()), 600_000 + random.nextInt(900_000));
            byte[] packed = member(random, plain);
            for (Guess guess : Guess.ALL.subList(0, 4)) {
                byte[] correction = correction(packed, guess);

                assertThat(corrected(random, correction, plain)).as("%s", guess).isEqualTo(packed);
            }
        });
    }

    @Test
    void manyFlushesTakeNoLonger() throws IOException {
        byte[] plain = PlainBytes.of(new SplittableRandom(2), 300_000);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out, 512, true)) {
            for (int at = 0; at < plain.length; at += 20) {
                gzip.write(plain, at, 20);
                gzip.flush();
            }
        }

        byte[] correction = correction(out.toByteArray());

        assertThat(corrected(new SplittableRandom(1), correction, plain)).isEqualTo(out.toByteArray());
    }

    @Test
    void isNotLargerThanAllowed() throws IOException {
        byte[] packed = member(new SplittableRandom(8), PlainBytes.of(new SplittableRandom(8), 100_000));

        assertThat(Correction.write(Blob.ofBytes(packed), 10, OutputStream.nullOutputStream()))
                .isFalse();
    }

    @Test
    void whatIsDamagedOrCutHasNone() {
        byte[] plain = PlainBytes.of(new SplittableRandom(3), 20_000);
        Randomized.check(60, random -> {
            byte[] packed = member(random, plain);
            if (random.nextBoolean()) {
                packed = Arrays.copyOf(packed, random.nextInt(packed.length));
            } else {
                packed[10 + random.nextInt(packed.length - 10)] ^= (byte) (1 << random.nextInt(8));
            }

            assertThat(Correction.write(Blob.ofBytes(packed), Long.MAX_VALUE, OutputStream.nullOutputStream()))
                    .isFalse();
        });
    }

    /** They need not be found to be damaged: whoever uses them proves what comes of it. */
    @Test
    void damagedCorrectionsEnd() {
        byte[] plain = PlainBytes.of(new SplittableRandom(3), 20_000);
        Randomized.check(300, random -> {
            byte[] correction = correction(member(random, plain));
            if (random.nextInt(4) == 0) {
                correction = Arrays.copyOf(correction, random.nextInt(correction.length));
            } else {
                correction[random.nextInt(correction.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                corrected(random, correction, plain);
            } catch (CorrectionException e) {
                assertThat(e).hasMessageStartingWith("a correction ");
            }
        });
    }

    /** Bytes that nobody wrote as a correction. */
    @Test
    void noiseEnds() {
        byte[] plain = PlainBytes.of(new SplittableRandom(3), 60_000);
        Randomized.check(300, random -> {
            byte[] correction = new byte[1 + random.nextInt(3000)];
            random.nextBytes(correction);
            correction[0] = 1;
            if (correction.length > 2) {
                Guess guess = Randomized.oneOf(random, Guess.ALL);
                correction[1] = (byte) guess.id();
                correction[2] = 0;
            }
            try {
                corrected(random, correction, plain);
            } catch (CorrectionException e) {
                assertThat(e).hasMessageStartingWith("a correction ");
            }
        });
    }

    /** In some way that zlib knows, with bits flushed in between. */
    private static byte[] member(RandomGenerator random, byte[] plain) throws IOException {
        Deflater deflater = new Deflater(random.nextInt(10), true);
        deflater.setStrategy(random.nextInt(3));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(HEADER);
        byte[] buffer = new byte[1000];
        int flush = random.nextInt(3) == 0 ? Deflater.SYNC_FLUSH : Deflater.NO_FLUSH;
        for (int at = 0; at < plain.length; ) {
            int count = Math.min(plain.length - at, 1 + random.nextInt(100_000));
            deflater.setInput(plain, at, count);
            at += count;
            int written;
            do {
                written = deflater.deflate(buffer, 0, buffer.length, flush);
                out.write(buffer, 0, written);
            } while (written == buffer.length || !deflater.needsInput());
        }
        deflater.finish();
        while (!deflater.finished()) {
            out.write(buffer, 0, deflater.deflate(buffer));
        }
        deflater.end();
        CRC32 checksum = new CRC32();
        checksum.update(plain);
        for (long number : new long[] {checksum.getValue(), plain.length}) {
            for (int i = 0; i < 4; i++) {
                out.write((int) (number >>> (8 * i)));
            }
        }
        return out.toByteArray();
    }

    private static byte[] correction(byte[] packed) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(Correction.write(Blob.ofBytes(packed), Long.MAX_VALUE, out)).isTrue();
        return out.toByteArray();
    }

    private static byte[] correction(byte[] packed, Guess guess) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(Correction.write(Blob.ofBytes(packed), List.of(guess), Long.MAX_VALUE, out))
                .isTrue();
        return out.toByteArray();
    }

    private static byte[] corrected(RandomGenerator random, byte[] correction, byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (CorrectedStream stream = new CorrectedStream(out, new ByteArrayInputStream(correction))) {
            for (int at = 0; at < plain.length; ) {
                int count = Math.min(plain.length - at, 1 + random.nextInt(300_000));
                stream.write(plain, at, count);
                at += count;
            }
        }
        return out.toByteArray();
    }

    private static byte[] plain(byte[] packed) throws IOException {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return in.readAllBytes();
        }
    }
}
