package dev.drayage.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.document.InvalidDocumentException;
import dev.drayage.document.Limits;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class DocumentTypeTest {
    private static String type(String json, String told) throws InvalidDocumentException {
        RawDocument raw = RawDocument.of(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        return DocumentType.of(raw, told, Limits.defaults());
    }

    private static void refuses(String json, String problem) {
        assertThatExceptionOfType(InvalidDocumentException.class)
                .as(json)
                .isThrownBy(() -> type(json, MediaTypes.OCI_MANIFEST))
                .withMessageContaining(problem);
    }

    @Test
    void isTheOneThatTheDocumentNamesWhateverWasTold() throws InvalidDocumentException {
        for (String told : List.of("", "application/json", "text/plain", MediaTypes.OCI_INDEX, "\n")) {
            assertThat(type("{'mediaType':'" + MediaTypes.DOCKER_MANIFEST + "','config':{},'layers':[]}", told))
                    .isEqualTo(MediaTypes.DOCKER_MANIFEST);
            assertThat(type("{'mediaType':'" + MediaTypes.OCI_INDEX + "','manifests':[]}", told))
                    .isEqualTo(MediaTypes.OCI_INDEX);
        }
    }

    @Test
    void isThatOfTheShapeWhereTheDocumentNamesNone() throws InvalidDocumentException {
        for (String told : List.of("", "application/json", MediaTypes.DOCKER_MANIFEST_LIST)) {
            assertThat(type("{'schemaVersion':2,'config':{},'layers':[]}", told))
                    .isEqualTo(MediaTypes.OCI_MANIFEST);
        }
        assertThat(type("{'mediaType':'','config':null,'layers':[]}", "")).isEqualTo(MediaTypes.OCI_MANIFEST);
        assertThat(type("{'mediaType':null,'manifests':[]}", "text/html")).isEqualTo(MediaTypes.OCI_INDEX);
    }

    @Test
    void isDockersWhereThatWasToldOfAShapeThatFits() throws InvalidDocumentException {
        assertThat(type("{'config':{},'layers':[]}", MediaTypes.DOCKER_MANIFEST))
                .isEqualTo(MediaTypes.DOCKER_MANIFEST);
        assertThat(type("{'manifests':[]}", MediaTypes.DOCKER_MANIFEST_LIST))
                .isEqualTo(MediaTypes.DOCKER_MANIFEST_LIST);
    }

    @Test
    void isRefusedOfWhatCouldBeReadAsBoth() {
        refuses("{'config':{},'layers':[],'manifests':[]}", "could be read as a manifest and as an index");
        refuses(
                "{'mediaType':'" + MediaTypes.OCI_INDEX + "','layers':[],'manifests':[]}",
                "could be read as a manifest and as an index");
        refuses("{'config':{},'Manifests':[]}", "differs from the key");
        refuses("{'mediaType':'a','mediaType':'b'}", "occurs twice");
    }

    @Test
    void isRefusedOfWhatContradictsItself() {
        refuses("{'mediaType':'" + MediaTypes.OCI_MANIFEST + "','manifests':[]}", "has the shape of an index");
        refuses("{'mediaType':'" + MediaTypes.OCI_INDEX + "','layers':[]}", "has the shape of a manifest");
        refuses("{'mediaType':'application/json','layers':[]}", "calls itself \"application/json\"");
        refuses("{'mediaType':7,'layers':[]}", "must be a string");
    }

    @Test
    void isRefusedOfWhatIsNoImage() {
        refuses("{}", "is neither a manifest nor an index");
        refuses("[]", "must be an object");
        refuses("<html>", "is not JSON");
        refuses("{'mediaType':'application/x'}", "which is not supported");
        refuses("{'errors':[{'code':'UNKNOWN'}]}", "is neither a manifest nor an index");
    }

    @Test
    void isRefusedOfSchema1() {
        refuses("{'schemaVersion':1,'name':'a','fsLayers':[]}", "Docker schema 1");
        refuses("{'mediaType':'" + MediaTypes.DOCKER_SCHEMA1_MANIFEST + "'}", "Docker schema 1");
    }

    @Test
    void artifactsOfOlderDraftsHaveTheirOwn() throws InvalidDocumentException {
        String artifact = "application/vnd.oci.artifact.manifest.v1+json";
        assertThat(type("{'mediaType':'" + artifact + "','blobs':[]}", "")).isEqualTo(artifact);
    }
}
