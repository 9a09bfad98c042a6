package dev.drayage.oci;

import static dev.drayage.oci.Documents.DESCRIPTOR;
import static dev.drayage.oci.Documents.LIMITS;
import static dev.drayage.oci.Documents.index;
import static dev.drayage.oci.Documents.openDescriptor;
import static dev.drayage.oci.Documents.raw;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.document.InvalidDocumentException;
import dev.drayage.platform.Platform;
import dev.drayage.testkit.Randomized;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IndexTest {
    private static final String START =
            "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"manifests\":[";

    @Test
    void readsEveryKeyAndKeepsTheBytes() throws InvalidDocumentException {
        String text = START + DESCRIPTOR + "," + DESCRIPTOR + "],\"artifactType\":\"x/y\",\"subject\":" + DESCRIPTOR
                + ",\"annotations\":{\"k\":\"v\"}, \"other\":[[1,2],{\"a\":null}] }";
        Index index = index(text);
        assertThat(index.raw()).isEqualTo(raw(text));
        assertThat(index.mediaType()).isEqualTo(MediaTypes.OCI_INDEX);
        assertThat(index.artifactType()).isEqualTo("x/y");
        assertThat(index.manifests()).hasSize(2);
        assertThat(index.subject()).isEqualTo(index.manifests().get(0));
        assertThat(index.annotations()).containsEntry("k", "v");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"manifests\":null}", "{\"manifests\":[]}"})
    void mayListNothing(String text) throws InvalidDocumentException {
        assertThat(index(text).manifests()).isEmpty();
    }

    @Test
    void readsDockersManifestList() throws InvalidDocumentException {
        String text = "{\"mediaType\":\"" + MediaTypes.DOCKER_MANIFEST_LIST + "\",\"manifests\":[]}";
        assertThat(Index.parse(raw(text), MediaTypes.DOCKER_MANIFEST_LIST, LIMITS)
                        .mediaType())
                .isEqualTo(MediaTypes.DOCKER_MANIFEST_LIST);
        assertThat(index(text).mediaType()).isEqualTo(MediaTypes.DOCKER_MANIFEST_LIST);
    }

    @ParameterizedTest
    @ValueSource(strings = {MediaTypes.OCI_MANIFEST, MediaTypes.DOCKER_MANIFEST, "text/plain"})
    void mustNotCallItselfAnythingButAnIndex(String mediaType) {
        assertThatThrownBy(() -> index("{\"mediaType\":\"" + mediaType + "\",\"manifests\":[]}"))
                .hasMessageContaining("but the document is referred to as " + MediaTypes.OCI_INDEX);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"config\":{}}           | config: belongs to a manifest, but",
                "{\"layers\":[]}           | layers: belongs to a manifest, but",
                "{\"layers\":null}         | layers: belongs to a manifest, but",
                "{\"Layers\":[]}           | Layers: differs from the key \"layers\" in upper and lower case only",
                "{\"fsLayers\":[]}         | fsLayers: belongs to a Docker schema 1 manifest",
                "{\"manifests\":{}}        | manifests: must be an array, found an object",
                "{\"manifests\":[null]}    | manifests[0]: must be an object, found null",
                "{\"schemaVersion\":3}     | schemaVersion: must be 2, found 3"
            })
    void namesTheWrongKeyAndWhatIsWrongWithIt(String text, String problem) {
        assertThatThrownBy(() -> index(text))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageStartingWith("index: " + problem);
    }

    @Test
    void isWrittenAsContainerdWritesIt() {
        Digest digest = Digest.parse(Documents.SHA256);
        Descriptor plain = Descriptor.of(MediaTypes.OCI_MANIFEST, digest, 7);
        Descriptor full = new Descriptor(
                MediaTypes.OCI_INDEX,
                digest,
                0,
                List.of("https://a?b&c"),
                new TreeMap<>(Map.of("\ud83d\ude00", "pair", "\uffff", "<high>", "a", "")),
                "aGVsbG9=",
                new Platform("windows", "arm", "v7", "10.0.1", List.of("b", "a")),
                "x/y");
        String start = "\"digest\":\"" + Documents.SHA256 + "\",\"size\":";
        assertThat(text(List.of())).isEqualTo(START + "]}");
        assertThat(text(List.of(plain, full)))
                .isEqualTo(START + "{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\"," + start + "7},"
                        + "{\"mediaType\":\"application/vnd.oci.image.index.v1+json\"," + start + "0,"
                        + "\"urls\":[\"https://a?b\\u0026c\"],"
                        + "\"annotations\":{\"a\":\"\",\"\uffff\":\"\\u003chigh\\u003e\",\"\ud83d\ude00\":\"pair\"},"
                        + "\"data\":\"aGVsbG8=\","
                        + "\"platform\":{\"architecture\":\"arm\",\"os\":\"windows\",\"os.version\":\"10.0.1\","
                        + "\"os.features\":[\"b\",\"a\"],\"variant\":\"v7\"},"
                        + "\"artifactType\":\"x/y\"}]}");
    }

    @Test
    void isWrittenWithoutWhatIsEmptyButWithEmptySystemAndArchitecture() throws InvalidDocumentException {
        Descriptor descriptor = index("{\"manifests\":[" + openDescriptor()
                        + ",\"urls\":[],\"annotations\":{},\"data\":\"\",\"platform\":{},\"artifactType\":\"\"}]}")
                .manifests()
                .get(0);
        assertThat(text(List.of(descriptor)))
                .isEqualTo(START + openDescriptor() + ",\"platform\":{\"architecture\":\"\",\"os\":\"\"}}]}");
    }

    @Test
    void isTheSameAfterReadingAndWriting() {
        Randomized.check(1000, random -> {
            List<Descriptor> manifests = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                manifests.add(descriptor(random));
            }
            byte[] once = Index.encode(manifests);
            Index read = Index.parse(RawDocument.of(once), MediaTypes.OCI_INDEX, LIMITS);
            assertThat(read.manifests()).isEqualTo(manifests);
            assertThat(Index.encode(read.manifests())).isEqualTo(once);
        });
    }

    private static Descriptor descriptor(Random random) {
        TreeMap<String, String> annotations = new TreeMap<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            annotations.put(text(random), text(random));
        }
        byte[] data = new byte[1 + random.nextInt(9)];
        random.nextBytes(data);
        return new Descriptor(
                text(random),
                Digest.compute(Randomized.oneOf(random, List.of(DigestAlgorithm.values())), data),
                random.nextLong() >>> random.nextInt(1, 64),
                random.nextBoolean() ? List.of() : List.of(text(random), text(random)),
                annotations,
                random.nextBoolean() ? null : Base64.getEncoder().encodeToString(data),
                random.nextBoolean() ? null : new Platform(text(random), "", text(random), null, List.of(text(random))),
                random.nextBoolean() ? null : text(random));
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder("x");
        for (int i = random.nextInt(6); i > 0; i--) {
            text.append(Randomized.oneOf(
                    random,
                    List.of("a", "\"", "\\", "<", "&", "\n", "\u0000", "\u2028", "\u00e9", "\uffff", "\ud83d\ude00")));
        }
        return text.toString();
    }

    private static String text(List<Descriptor> manifests) {
        return new String(Index.encode(manifests), StandardCharsets.UTF_8);
    }
}
