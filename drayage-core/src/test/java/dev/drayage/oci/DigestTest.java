package dev.drayage.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class DigestTest {
    private static final byte[] ABC = "abc".getBytes(StandardCharsets.UTF_8);

    /** The examples of FIPS 180-2. */
    @Test
    void hashesTheExamplesOfTheStandard() {
        assertThat(Digest.compute(DigestAlgorithm.SHA256, ABC))
                .hasToString("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(Digest.compute(DigestAlgorithm.SHA384, ABC))
                .hasToString("sha384:cb00753f45a35e8bb5a03d699ac65007272c32ab0eded163"
                        + "1a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7");
        assertThat(Digest.compute(DigestAlgorithm.SHA512, ABC))
                .hasToString("sha512:ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                        + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
    }

    @ParameterizedTest
    @EnumSource
    void readsBackWhatItWrites(DigestAlgorithm algorithm) {
        Digest digest = Digest.compute(algorithm, ABC);
        assertThat(Digest.parse(digest.toString())).isEqualTo(digest);
        assertThat(digest.hex()).hasSize(algorithm.hexLength());
        assertThat(DigestAlgorithm.ofIdentifier(algorithm.identifier())).contains(algorithm);
    }

    @Test
    void hashesWhatRemainsOfABufferAndLeavesItsPosition() {
        ByteBuffer buffer = ByteBuffer.wrap("xabcx".getBytes(StandardCharsets.UTF_8), 1, 3);
        assertThat(Digest.compute(DigestAlgorithm.SHA256, buffer))
                .isEqualTo(Digest.compute(DigestAlgorithm.SHA256, ABC));
        assertThat(buffer.position()).isEqualTo(1);
    }

    @Test
    void hasAShortFormForPeople() {
        assertThat(Digest.parse(Documents.SHA256).shortForm()).isEqualTo("sha256:ab12cd34ef56");
    }

    @Test
    void sortsAsItsText() {
        List<Digest> digests = Stream.of(
                        "sha512:" + "0".repeat(128), "sha256:" + "f".repeat(64), "sha384:" + "a".repeat(96))
                .map(Digest::parse)
                .toList();
        assertThat(digests.stream().sorted().map(Digest::toString)).isSortedAccordingTo(String::compareTo);
    }

    static Stream<Arguments> malformed() {
        String hex = Documents.HEX;
        return Stream.of(
                Arguments.of("", "lacks the \":\""),
                Arguments.of("sha256", "lacks the \":\""),
                Arguments.of(hex, "lacks the \":\""),
                Arguments.of(":" + hex, "the algorithm \"\" is unknown"),
                Arguments.of("md5:" + hex, "the algorithm \"md5\" is unknown"),
                Arguments.of("SHA256:" + hex, "the algorithm \"SHA256\" is unknown"),
                Arguments.of("sha256+b64:" + hex, "the algorithm \"sha256+b64\" is unknown"),
                Arguments.of(" sha256:" + hex, "the algorithm \" sha256\" is unknown"),
                Arguments.of("sha256:", "sha256 needs 64 lower-case hex digits, found 0"),
                Arguments.of("sha256:abcd", "sha256 needs 64 lower-case hex digits, found 4"),
                Arguments.of("sha256:" + hex + "0", "needs 64 lower-case hex digits, found 65"),
                Arguments.of("sha512:" + hex, "sha512 needs 128 lower-case hex digits, found 64"),
                Arguments.of("sha256:" + hex.toUpperCase(Locale.ROOT), "found \"A\" among them"),
                Arguments.of("sha256:" + hex.substring(1) + "g", "found \"g\" among them"),
                Arguments.of("sha256:" + hex.substring(1) + "\n", "found \"\\u000a\" among them"),
                Arguments.of("sha256:" + hex.substring(1) + "\u0660", "among them"),
                Arguments.of("sha256:../../etc/passwd", "found \".\" among them"),
                Arguments.of("sha256:" + hex + ":" + hex, "among them"));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void refusesWhatIsNotADigestAndSaysWhy(String text, String why) {
        assertThatThrownBy(() -> Digest.parse(text))
                .isInstanceOf(InvalidDigestException.class)
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .contains("is not a digest: ")
                .contains(why)
                .doesNotContain("\n")
                .hasSizeLessThan(250);
    }

    @Test
    void quotesNoMoreThanTheBeginningOfALongText() {
        assertThatThrownBy(() -> Digest.parse("x".repeat(1_000_000))).hasMessageContaining("x...\" is not a digest");
    }

    @Test
    void refusesAHashOfTheWrongLength() {
        assertThatThrownBy(() -> Digest.ofHash(DigestAlgorithm.SHA256, new byte[20]))
                .hasMessageContaining("sha256 needs 64 lower-case hex digits, found 40");
        assertThatIllegalArgumentException().isThrownBy(() -> new Digest(DigestAlgorithm.SHA256, "../x"));
    }
}
