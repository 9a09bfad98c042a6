package dev.drayage.oci;

import static dev.drayage.oci.Documents.SHA256;
import static dev.drayage.oci.Documents.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.document.InvalidDocumentException;
import dev.drayage.platform.Platform;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageConfigTest {

    @Test
    void readsWhatDescribesTheImage() throws InvalidDocumentException {
        ImageConfig config =
                config("{\"created\":\"2020-01-02T03:04:05Z\",\"architecture\":\"aarch64\",\"os\":\"Linux\","
                        + "\"variant\":\"v8\",\"os.version\":\"1\",\"os.features\":[\"b\",\"a\"],"
                        + "\"config\":{\"Env\":[\"A=B\"],\"Volumes\":{\"/x\":{}}},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\""
                        + SHA256 + "\"]},\"history\":[{\"created\":\"x\",\"created_by\":\"RUN y\",\"comment\":\"z\","
                        + "\"author\":\"me\"},{\"empty_layer\":true},{}]}");
        assertThat(config.platform()).isEqualTo(new Platform("linux", "arm64", null, "1", List.of("a", "b")));
        assertThat(config.created()).isEqualTo("2020-01-02T03:04:05Z");
        assertThat(config.diffIds()).containsExactly(Digest.parse(SHA256));
        assertThat(config.history())
                .containsExactly(
                        new ImageConfig.History("x", "RUN y", "z", false),
                        new ImageConfig.History(null, null, null, true),
                        new ImageConfig.History(null, null, null, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"rootfs\":null,\"history\":null,\"created\":null,\"os\":null}",
                "{\"rootfs\":{}}",
                "{\"rootfs\":{\"diff_ids\":null}}"
            })
    void takesWhatIsLeftOutAsContainerdDoes(String text) throws InvalidDocumentException {
        ImageConfig config = config(text);
        assertThat(config.platform()).isEqualTo(Platform.of("linux", ""));
        assertThat(config.created()).isNull();
        assertThat(config.diffIds()).isEmpty();
        assertThat(config.history()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]                                      | must be an object, found an array",
                "{\"os\":1}                              | os: must be a string, found the number 1",
                "{\"rootfs\":[]}                         | rootfs: must be an object, found an array",
                "{\"rootfs\":{\"diff_ids\":[\"x\"]}}     | rootfs.diff_ids[0]: \"x\" is not a digest: it lacks the \":\""
                        + " between algorithm and hex digits",
                "{\"rootfs\":{\"diff_IDs\":[]}}          | rootfs.diff_IDs: differs from the key \"diff_ids\" in upper and"
                        + " lower case only, so that some programs take it for that key and others do not",
                "{\"history\":{}}                        | history: must be an array, found an object",
                "{\"history\":[{\"empty_layer\":\"x\"}]} | history[0].empty_layer: must be true or false, found the string"
                        + " \"x\""
            })
    void namesTheWrongKeyAndWhatIsWrongWithIt(String text, String problem) {
        assertThatThrownBy(() -> config(text))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessage("config: " + problem);
    }
}
