package dev.drayage.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.document.InvalidDocumentException;
import dev.drayage.document.Limits;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Artifact manifests of older drafts. */
class ArtifactManifestTest {
    private static final String DIGEST = "sha256:" + "a".repeat(64);

    private static ArtifactManifest parse(String json) throws InvalidDocumentException {
        return ArtifactManifest.parse(
                RawDocument.of(json.getBytes(StandardCharsets.UTF_8)),
                MediaTypes.OCI_ARTIFACT_MANIFEST,
                Limits.defaults());
    }

    @Test
    void hasBlobsAndNoConfig() throws InvalidDocumentException {
        ArtifactManifest artifact = parse("{\"mediaType\":\"" + MediaTypes.OCI_ARTIFACT_MANIFEST
                + "\",\"artifactType\":\"a/b\",\"blobs\":[{\"mediaType\":\"c/d\",\"digest\":\"" + DIGEST
                + "\",\"size\":3}],\"annotations\":{\"k\":\"v\"}}");

        assertThat(artifact.artifactType()).isEqualTo("a/b");
        assertThat(artifact.blobs()).singleElement().satisfies(blob -> assertThat(blob.size())
                .isEqualTo(3));
        assertThat(artifact.subject()).isNull();
        assertThat(artifact.annotations()).containsEntry("k", "v");
        assertThat(parse("{}").blobs()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"config\":{}}", "{\"layers\":[]}", "{\"manifests\":[]}", "{\"blobs\":[{}]}"})
    void whatCouldBeReadAsAnotherKindIsRefused(String json) {
        assertThatExceptionOfType(InvalidDocumentException.class).isThrownBy(() -> parse(json));
    }
}
