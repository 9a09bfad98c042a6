package dev.drayage.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.document.InvalidDocumentException;
import dev.drayage.document.Limits;
import dev.drayage.oci.ImageConfig.RunSettings;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a configuration says of how to run an image. */
class RunSettingsTest {
    private static RunSettings parse(String json) throws InvalidDocumentException {
        return RunSettings.parse(RawDocument.of(json.getBytes(StandardCharsets.UTF_8)), Limits.defaults());
    }

    @Test
    void allOfItIsRead() throws InvalidDocumentException {
        RunSettings settings = parse("{\"config\":{\"User\":\"app\",\"ExposedPorts\":{\"80/tcp\":{},\"53/udp\":{}},"
                + "\"Env\":[\"A=b\"],\"Entrypoint\":[\"/bin/sh\",\"-c\"],\"Cmd\":[\"run\"],\"Volumes\":{\"/data\":{}},"
                + "\"WorkingDir\":\"/srv\",\"Labels\":{\"k\":\"v\"},\"StopSignal\":\"SIGTERM\",\"Other\":[1]}}");

        assertThat(settings.user()).isEqualTo("app");
        assertThat(settings.exposedPorts()).containsExactly("53/udp", "80/tcp");
        assertThat(settings.env()).containsExactly("A=b");
        assertThat(settings.entrypoint()).containsExactly("/bin/sh", "-c");
        assertThat(settings.cmd()).containsExactly("run");
        assertThat(settings.volumes()).containsExactly("/data");
        assertThat(settings.workingDir()).isEqualTo("/srv");
        assertThat(settings.labels()).containsEntry("k", "v");
        assertThat(settings.stopSignal()).isEqualTo("SIGTERM");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"config\":null}",
                "{\"config\":{}}",
                "{\"config\":{\"User\":\"\",\"Env\":null,\"Cmd\":null,\"Volumes\":null,\"Labels\":null}}"
            })
    void whatIsNotSaidIsEmpty(String json) throws InvalidDocumentException {
        RunSettings settings = parse(json);

        assertThat(settings.user()).isNull();
        assertThat(settings.env()).isEmpty();
        assertThat(settings.cmd()).isEmpty();
        assertThat(settings.volumes()).isEmpty();
        assertThat(settings.labels()).isEmpty();
    }

    @Test
    void whatIsNoListIsRefused() {
        assertThatExceptionOfType(InvalidDocumentException.class)
                .isThrownBy(() -> parse("{\"config\":{\"Env\":\"A=b\"}}"))
                .withMessage("config: config.Env: must be an array, found the string \"A=b\"");
    }
}
