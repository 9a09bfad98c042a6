package dev.drayage.oci;

import static dev.drayage.oci.Documents.openDescriptor;
import static dev.drayage.oci.Documents.parseDescriptor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.document.InvalidDocumentException;
import dev.drayage.platform.Platform;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DescriptorTest {
    private static final Digest DIGEST = Digest.parse(Documents.SHA256);
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);
    private static final Digest HELLO_DIGEST = Digest.compute(DigestAlgorithm.SHA256, HELLO);

    @Test
    void readsEveryKey() throws InvalidDocumentException {
        Descriptor descriptor = parseDescriptor(openDescriptor()
                + ",\"urls\":[\"https://a\",\"https://b\"],\"annotations\":{\"b\":\"2\",\"a\":\"1\"},\"data\":\"aGVsbG8=\","
                + "\"platform\":{\"architecture\":\"arm\",\"os\":\"linux\",\"os.version\":\"1\",\"os.features\":[\"f\"],"
                + "\"variant\":\"v6\"},\"artifactType\":\"x/y\",\"unknown\":[{}]}");
        assertThat(descriptor)
                .isEqualTo(new Descriptor(
                        MediaTypes.OCI_LAYER_GZIP,
                        DIGEST,
                        123,
                        List.of("https://a", "https://b"),
                        new TreeMap<>(Map.of("a", "1", "b", "2")),
                        "aGVsbG8=",
                        new Platform("linux", "arm", "v6", "1", List.of("f")),
                        "x/y"));
        assertThat(descriptor.annotations().keySet()).containsExactly("a", "b");
        assertThat(descriptor.annotation("b")).contains("2");
        assertThat(descriptor.annotation("c")).isEmpty();
    }

    @Test
    void takesNullForAbsent() throws InvalidDocumentException {
        assertThat(parseDescriptor(openDescriptor()
                        + ",\"urls\":null,\"annotations\":null,\"data\":null,\"platform\":null,\"artifactType\":null}"))
                .isEqualTo(Descriptor.of(MediaTypes.OCI_LAYER_GZIP, DIGEST, 123));
        assertThat(parseDescriptor(openDescriptor() + ",\"annotations\":{\"a\":null},\"platform\":{\"os\":null}}"))
                .isEqualTo(Descriptor.of(MediaTypes.OCI_LAYER_GZIP, DIGEST, 123)
                        .withAnnotation("a", "")
                        .withPlatform(Platform.of("", "")));
    }

    static Stream<Arguments> malformed() {
        String digest = "\"digest\":\"" + Documents.SHA256 + "\"";
        return Stream.of(
                Arguments.of("{" + digest + ",\"size\":1}", ".mediaType: is missing"),
                Arguments.of("{\"mediaType\":\"a/b\",\"size\":1}", ".digest: is missing"),
                Arguments.of("{\"mediaType\":\"a/b\"," + digest + "}", ".size: is missing"),
                Arguments.of("{\"mediaType\":\"\"}", ".mediaType: must not be empty"),
                Arguments.of("{\"mediaType\":null}", ".mediaType: must be a string, found null"),
                Arguments.of("{\"mediaType\":1}", ".mediaType: must be a string, found the number 1"),
                Arguments.of("{\"digest\":null}", ".digest: must be a string, found null"),
                Arguments.of(
                        "{\"digest\":\"sha256:abcd\"}",
                        ".digest: \"sha256:abcd\" is not a digest: sha256 needs 64 lower-case hex digits, found 4"),
                Arguments.of("{\"size\":null}", ".size: must be a whole number, found null"),
                Arguments.of("{\"size\":\"7\"}", ".size: must be a whole number, found the string \"7\""),
                Arguments.of("{\"size\":1.0}", ".size: must be a whole number, found the number 1.0"),
                Arguments.of("{\"size\":1e3}", ".size: must be a whole number, found the number 1e3"),
                Arguments.of("{\"size\":true}", ".size: must be a whole number, found true"),
                Arguments.of("{\"size\":[]}", ".size: must be a whole number, found an array"),
                Arguments.of("{\"size\":-1}", ".size: must be 0 or more, found -1"),
                Arguments.of(
                        "{\"size\":9223372036854775808}",
                        ".size: must be between 0 and 9223372036854775807, found 9223372036854775808"),
                Arguments.of("{\"urls\":\"x\"}", ".urls: must be an array, found the string \"x\""),
                Arguments.of("{\"urls\":[\"a\",1]}", ".urls[1]: must be a string, found the number 1"),
                Arguments.of("{\"urls\":[null]}", ".urls[0]: must be a string, found null"),
                Arguments.of("{\"annotations\":[]}", ".annotations: must be an object, found an array"),
                Arguments.of("{\"annotations\":{\"a.b\":1}}", ".annotations.a.b: must be a string, found the number 1"),
                Arguments.of("{\"data\":\"aGVsbG8\"}", ".data: is not base64 with padding (RFC 4648, section 4)"),
                Arguments.of("{\"data\":\"aGVs\\nbG8=\"}", ".data: is not base64 with padding (RFC 4648, section 4)"),
                Arguments.of("{\"data\":\"_-==\"}", ".data: is not base64 with padding (RFC 4648, section 4)"),
                Arguments.of("{\"platform\":\"linux\"}", ".platform: must be an object, found the string \"linux\""),
                Arguments.of("{\"platform\":{\"os\":1}}", ".platform.os: must be a string, found the number 1"),
                Arguments.of(
                        "{\"platform\":{\"os.features\":{}}}",
                        ".platform.os.features: must be an array, found an object"),
                Arguments.of("null", ": must be an object, found null"),
                Arguments.of("\"x\"", ": must be an object, found the string \"x\""));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void namesTheWrongKeyAndWhatIsWrongWithIt(String text, String problem) {
        assertThatThrownBy(() -> parseDescriptor(text))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessage("index: manifests[0]" + problem);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, Integer.MAX_VALUE + 1L, Long.MAX_VALUE})
    void readsSizesUpToTheLargestLong(long size) throws InvalidDocumentException {
        assertThat(parseDescriptor(Documents.DESCRIPTOR.replace(":123", ":" + size))
                        .size())
                .isEqualTo(size);
    }

    @Test
    void refusesImpossibleValuesFromProgramsToo() {
        assertThatIllegalArgumentException().isThrownBy(() -> Descriptor.of("", DIGEST, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> Descriptor.of("a/b", DIGEST, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> embedded("x", 1, DIGEST));
    }

    @Test
    void givesEmbeddedDataOnlyIfItIsWhatItSays() {
        String data = Base64.getEncoder().encodeToString(HELLO);
        assertThat(embedded(data, 5, HELLO_DIGEST).embeddedData())
                .hasValueSatisfying(bytes -> assertThat(bytes).isEqualTo(HELLO));
        assertThat(embedded(data, 4, HELLO_DIGEST).embeddedData()).isEmpty();
        assertThat(embedded(data, 6, HELLO_DIGEST).embeddedData()).isEmpty();
        assertThat(embedded(data, Long.MAX_VALUE, HELLO_DIGEST).embeddedData()).isEmpty();
        assertThat(embedded(data, 5, DIGEST).embeddedData()).isEmpty();
        assertThat(Descriptor.of("a/b", HELLO_DIGEST, 5).embeddedData()).isEmpty();
    }

    @Test
    void givesEmbeddedNothingForNothing() {
        Digest empty = Digest.compute(DigestAlgorithm.SHA256, new byte[0]);
        assertThat(embedded("", 0, empty).embeddedData())
                .hasValueSatisfying(bytes -> assertThat(bytes).isEmpty());
        assertThat(Descriptor.of("a/b", empty, 0).embeddedData()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "application/vnd.oci.image.index.v1+json,              index",
        "application/vnd.docker.distribution.manifest.v2+json, manifest",
        "application/vnd.oci.image.config.v1+json,             config",
        "application/vnd.docker.image.rootfs.diff.tar.gzip,    layer",
        "text/plain,                                           blob"
    })
    void isShownByItsKindAndShortDigest(String mediaType, String kind) {
        assertThat(Descriptor.of(mediaType, DIGEST, 123)).hasToString(kind + " sha256:ab12cd34ef56 (123 bytes)");
        assertThat(Descriptor.of(mediaType, DIGEST, 1)).hasToString(kind + " sha256:ab12cd34ef56 (1 byte)");
    }

    @Test
    void changesOneThingAtATime() {
        Descriptor descriptor = Descriptor.of("a/b", DIGEST, 1);
        Descriptor changed = descriptor
                .withAnnotation("b", "1")
                .withAnnotation("b", "2")
                .withAnnotation("a", "3")
                .withPlatform(Platform.of("linux", "amd64"))
                .withMediaType("c/d");
        assertThat(changed.annotations()).containsExactly(Map.entry("a", "3"), Map.entry("b", "2"));
        assertThat(changed.platform()).isEqualTo(Platform.of("linux", "amd64"));
        assertThat(changed.mediaType()).isEqualTo("c/d");
        assertThat(changed.withAnnotations(Map.of()).withPlatform(null).withMediaType("a/b"))
                .isEqualTo(descriptor);
    }

    private static Descriptor embedded(String data, long size, Digest digest) {
        return new Descriptor("a/b", digest, size, List.of(), new TreeMap<>(), data, null, null);
    }
}
