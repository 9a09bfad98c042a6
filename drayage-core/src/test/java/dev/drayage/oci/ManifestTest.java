package dev.drayage.oci;

import static dev.drayage.oci.Documents.CONFIG;
import static dev.drayage.oci.Documents.DESCRIPTOR;
import static dev.drayage.oci.Documents.LIMITS;
import static dev.drayage.oci.Documents.manifest;
import static dev.drayage.oci.Documents.raw;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.document.InvalidDocumentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTest {

    @Test
    void readsEveryKeyAndKeepsTheBytes() throws InvalidDocumentException {
        String text = "{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.OCI_MANIFEST
                + "\",\"artifactType\":\"x/y\",\"config\":"
                + CONFIG + ",\"layers\":[" + DESCRIPTOR + "," + Documents.descriptor("a/b") + "],\"subject\":"
                + Documents.descriptor(MediaTypes.OCI_MANIFEST)
                + ",\"annotations\":{\"k\":\"v\"},\"more\":{\"layers\":1}}\n";
        Manifest manifest = manifest(text);
        assertThat(manifest.raw()).isEqualTo(raw(text));
        assertThat(manifest.mediaType()).isEqualTo(MediaTypes.OCI_MANIFEST);
        assertThat(manifest.artifactType()).isEqualTo("x/y");
        assertThat(manifest.children())
                .extracting(Descriptor::mediaType)
                .containsExactly(MediaTypes.OCI_CONFIG, MediaTypes.OCI_LAYER_GZIP, "a/b");
        assertThat(manifest.subject()).isNotNull();
        assertThat(manifest.annotations()).containsEntry("k", "v");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",\"layers\":null",
                ",\"layers\":[]",
                ",\"schemaVersion\":null",
                ",\"mediaType\":null",
                ",\"mediaType\":\"\"",
                ",\"subject\":null",
                ",\"annotations\":null"
            })
    void takesNullAndAbsentAlike(String more) throws InvalidDocumentException {
        Manifest manifest = manifest("{\"config\":" + CONFIG + more + "}");
        assertThat(manifest.layers()).isEmpty();
        assertThat(manifest.mediaType()).isNull();
        assertThat(manifest.subject()).isNull();
        assertThat(manifest.annotations()).isEmpty();
    }

    @Test
    void readsDockersManifest() throws InvalidDocumentException {
        String text =
                "{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.DOCKER_MANIFEST + "\",\"config\":" + CONFIG + "}";
        assertThat(Manifest.parse(raw(text), MediaTypes.DOCKER_MANIFEST, LIMITS).mediaType())
                .isEqualTo(MediaTypes.DOCKER_MANIFEST);
    }

    /** Images of Bazel's rules are so, and containerd takes them. */
    @Test
    void mayCallItselfDockersWhereItIsReferredToAsOcis() throws InvalidDocumentException {
        String text = "{\"mediaType\":\"" + MediaTypes.DOCKER_MANIFEST + "\",\"config\":" + CONFIG + "}";

        assertThat(manifest(text).mediaType()).isEqualTo(MediaTypes.DOCKER_MANIFEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {MediaTypes.OCI_INDEX, MediaTypes.DOCKER_MANIFEST_LIST, MediaTypes.OCI_CONFIG, "text/plain"})
    void mustNotCallItselfAnythingButAManifest(String mediaType) {
        String text = "{\"mediaType\":\"" + mediaType + "\",\"config\":" + CONFIG + "}";

        assertThatThrownBy(() -> manifest(text))
                .hasMessage("manifest: mediaType: is \"" + mediaType + "\", but the document is referred to as "
                        + MediaTypes.OCI_MANIFEST);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                        | config: is missing",
                "{\"config\":null}         | config: is missing",
                "{\"config\":[]}           | config: must be an object, found an array",
                "{\"schemaVersion\":1}     | schemaVersion: must be 2, found 1",
                "{\"schemaVersion\":\"2\"} | schemaVersion: must be a whole number, found the string \"2\"",
                "{\"schemaVersion\":2.0}   | schemaVersion: must be a whole number, found the number 2.0",
                "{\"layers\":[{}]}         | layers[0].mediaType: is missing",
                "{\"layers\":[[]]}         | layers[0]: must be an object, found an array",
                "{\"subject\":\".nope\"}   | subject: must be an object, found the string \".nope\"",
                "{\"mediaType\":7}         | mediaType: must be a string, found the number 7",
                "{\"manifests\":[]}        | manifests: belongs to an index, but the document is referred to as"
                        + " application/vnd.oci.image.manifest.v1+json",
                "{\"manifests\":null}      | manifests: belongs to an index, but the document is referred to as"
                        + " application/vnd.oci.image.manifest.v1+json",
                "{\"fsLayers\":[]}         | fsLayers: belongs to a Docker schema 1 manifest, which is not supported;"
                        + " pull the image anew from a registry that has it in schema 2"
            })
    void namesTheWrongKeyAndWhatIsWrongWithIt(String text, String problem) {
        assertThatThrownBy(() -> manifest(text)).isInstanceOfSatisfying(InvalidDocumentException.class, e -> {
            assertThat(e.document()).isEqualTo("manifest");
            assertThat(e.problem()).isEqualTo(problem);
            assertThat(e).hasMessage("manifest: " + problem);
        });
    }

    /** What another program might take for an index must not be read as a manifest, whichever comes first. */
    @Test
    void refusesADocumentThatIsAlsoAnIndex() {
        assertThatThrownBy(
                        () -> manifest("{\"config\":" + CONFIG + ",\"layers\":[],\"manifests\":[" + DESCRIPTOR + "]}"))
                .hasMessageContaining("manifests: belongs to an index");
        assertThatThrownBy(
                        () -> manifest("{\"config\":" + CONFIG + ",\"layers\":[],\"Manifests\":[" + DESCRIPTOR + "]}"))
                .hasMessageContaining("Manifests: differs from the key \"manifests\" in upper and lower case only");
        assertThatThrownBy(() -> manifest("{\"config\":" + CONFIG + ",\"mediaType\":\"" + MediaTypes.OCI_INDEX + "\"}"))
                .hasMessageContaining("mediaType: is \"" + MediaTypes.OCI_INDEX + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Config", "LAYERS", "layer\u017f", "MediaType"})
    void refusesKeysThatGoWouldTakeForKnownOnes(String key) {
        assertThatThrownBy(() -> manifest("{\"" + key + "\":1}")).hasMessageContaining("differs from the key \"");
    }
}
