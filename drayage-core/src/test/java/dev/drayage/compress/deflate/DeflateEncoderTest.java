package dev.drayage.compress.deflate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.testkit.Randomized;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every digest here is of what JZlib 1.1.3 made of the input: {@code new DeflaterOutputStream(target, new Deflater(6,
 * -15), 65536, false)}, written in one piece. None was made by what is tested.
 */
class DeflateEncoderTest {
    private static final int STORED = 0;
    private static final int FIXED = 1;
    private static final int DYNAMIC = 2;

    private static byte[] deflate(byte[] bytes) throws IOException {
        return deflate(bytes, () -> Math.max(1, bytes.length));
    }

    private static byte[] deflate(byte[] bytes, IntSupplier pieces) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        DeflateEncoder encoder = new DeflateEncoder(packed);
        for (int at = 0; at < bytes.length; ) {
            int piece = Math.min(pieces.getAsInt(), bytes.length - at);
            encoder.write(bytes, at, piece);
            at += piece;
        }
        encoder.finish();
        return packed.toByteArray();
    }

    /** Fails if anything follows the end of what is packed. */
    private static byte[] inflate(byte[] packed) throws DataFormatException {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(packed);
            ByteArrayOutputStream plain = new ByteArrayOutputStream();
            byte[] buffer = new byte[8192];
            while (!inflater.finished()) {
                int count = inflater.inflate(buffer);
                assertThat(count > 0 || inflater.finished())
                        .as("goes on or ends after %s bytes", plain.size())
                        .isTrue();
                plain.write(buffer, 0, count);
            }
            assertThat(inflater.getRemaining()).isZero();
            return plain.toByteArray();
        } finally {
            inflater.end();
        }
    }

    private static String sha256(byte[] bytes) {
        return Digest.compute(DigestAlgorithm.SHA256, bytes).hex();
    }

    private static byte[] skewed() {
        byte[] bytes = new byte[400_000];
        DeflateInputs.skewed(bytes, 0, bytes.length, new Random(5));
        return bytes;
    }

    private static byte[] fourLetters() {
        byte[] bytes = new byte[400_000];
        DeflateInputs.letters(bytes, 0, bytes.length, 4, new Random(6));
        return bytes;
    }

    private static byte[] license() throws IOException {
        return Files.readAllBytes(Path.of(System.getProperty("drayage.root"), "LICENSE"));
    }

    static Stream<Arguments> ofJzlib() throws IOException {
        return Stream.of(
                Arguments.of(
                        "nothing", new byte[0], "9b4fb24edd6d1d8830e272398263cdbf026b97392cc35387b991dc0248a628f9"),
                Arguments.of(
                        "one byte",
                        new byte[] {'x'},
                        "f5b976feaac71fd875e2850ce8a0f229ad2fe83beab9d1284fe2a75f1e172a56"),
                Arguments.of(
                        "two bytes",
                        new byte[] {'x', 'x'},
                        "4b9b8bf94dcd24e24d322813376e7af7cd706b25082994716ee419cd140215a0"),
                Arguments.of(
                        "zeros",
                        new byte[1_000_000],
                        "85305c5fa1217901cfacc033a1464696d4f7aa2abd573c190e5352b02e514d98"),
                Arguments.of(
                        "noise",
                        DeflateInputs.noise(1, 300_000),
                        "a3e68ae2641069fb173fb070363ca0afd742bf998ec2007794de2cea69228fea"),
                Arguments.of(
                        "lines",
                        DeflateInputs.lines(40_000),
                        "e018aa9504dbd6c032599c77652950ff3956e09f9ccd8f614e14a9ac64c90dec"),
                Arguments.of(
                        "the license", license(), "08b3934534de4c0978ea0758dd849305c0e1d7947bb72711060e7b312c64dcb8"),
                Arguments.of(
                        "codes that are too long",
                        skewed(),
                        "40b92742b1151f49e1b90c0973ef25db6b83a9a9e44b3930f2b2259ac49dfb98"),
                Arguments.of(
                        "many matches as long as each other",
                        fourLetters(),
                        "a3f3e5820f514463fbf3db1fcbc78ee715c8ca167236edc8c2c2ae020bdd68e7"),
                Arguments.of(
                        "a match at the farthest distance",
                        DeflateInputs.twice(32_767, 65_273, 70_000),
                        "b92c57a09efb8d14791aed21e08d51ce4c0f2a6959eca1735c4c283afc7cc2b1"),
                Arguments.of(
                        "the same near the end, where zlib loses it",
                        DeflateInputs.twice(32_767, 65_273, 65_473),
                        "5a5d1fba5f34690bf7272851ecbae2e2a34a09d2f24afcd316376482f0bb4b6b"),
                Arguments.of(
                        "and a window later",
                        DeflateInputs.twice(65_535, 98_041, 98_241),
                        "4a0951d214234abd064973f9813e651027832d7125405780b0dc036f6033d7b8"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ofJzlib")
    void theBytesAreThoseOfJzlib(String what, byte[] bytes, String digest) throws Exception {
        byte[] packed = deflate(bytes);
        assertThat(sha256(packed)).as(what).isEqualTo(digest);
        assertThat(inflate(packed)).isEqualTo(bytes);
    }

    @Test
    void theBytesOfManyInputsAreThoseOfJzlib() throws IOException {
        MessageDigest all = DigestAlgorithm.SHA256.newMessageDigest();
        for (int seed = 0; seed < 300; seed++) {
            all.update(deflate(DeflateInputs.random(seed, 300_000)));
        }
        assertThat(Digest.ofHash(DigestAlgorithm.SHA256, all.digest()).hex())
                .isEqualTo("4e406c61096663dd0aa9a09ec406d9503681e5f00c08c0dd3c54322153090245");
    }

    @Test
    void anythingInflatesToWhatItWasHoweverItIsWritten() {
        Randomized.check(100, random -> {
            byte[] bytes = DeflateInputs.random(random.nextLong(), 600_000);
            int most = 1 + random.nextInt(random.nextBoolean() ? 20 : 300_000);
            byte[] packed = deflate(bytes, () -> 1 + random.nextInt(most));
            assertThat(inflate(packed)).isEqualTo(bytes);
            assertThat(packed).isEqualTo(deflate(bytes));
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {600, 65_473, 263_000})
    void theSizeOfThePiecesDoesNotShow(int length) throws IOException {
        byte[] bytes = Arrays.copyOf(DeflateInputs.twice(100, 300, Math.max(length, 400)), length);
        byte[] whole = deflate(bytes);
        for (int piece = 1; piece < length; piece += Math.max(1, length / 60)) {
            int size = piece;
            assertThat(deflate(bytes, () -> size)).as("in pieces of %s", size).isEqualTo(whole);
        }
    }

    @Test
    void takesOnlyThePartThatIsMeant() throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        DeflateEncoder encoder = new DeflateEncoder(packed);
        encoder.write("not this, but this, and not that".getBytes(StandardCharsets.US_ASCII), 10, 8);
        encoder.finish();
        assertThat(inflate(packed.toByteArray())).asString().isEqualTo("but this");
    }

    @Test
    void theFormOfABlockIsTheShortest() throws IOException {
        assertThat(form(deflate(DeflateInputs.noise(1, 1000)))).isEqualTo(STORED);
        assertThat(form(deflate("abcabcabc".getBytes(StandardCharsets.US_ASCII))))
                .isEqualTo(FIXED);
        assertThat(form(deflate(DeflateInputs.lines(100)))).isEqualTo(DYNAMIC);
    }

    private static int form(byte[] packed) {
        return packed[0] >> 1 & 3;
    }

    @ParameterizedTest
    @CsvSource({"1000000, 1", "16383, 1", "65535, 2", "65536, 3"})
    void noiseGrowsByFewBytes(int length, int seed) throws IOException {
        int blocks = length / 16_383 + 1;
        assertThat(deflate(DeflateInputs.noise(seed, length))).hasSizeLessThanOrEqualTo(length + 6 * blocks);
    }
}
