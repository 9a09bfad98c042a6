package dev.drayage.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.document.InvalidDocumentException;
import dev.drayage.layout.format.LayoutMarker;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LayoutMarkerTest {

    @Test
    void isWrittenAsContainerdWritesIt() {
        assertThat(LayoutMarker.encode())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("{\"imageLayoutVersion\":\"1.0.0\"}")
                .hasSize(30);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"imageLayoutVersion\":\"1.0.0\"}",
                " {\n  \"imageLayoutVersion\": \"1.0.0\",\n  \"more\": [1]\n}\n"
            })
    void takesVersionOneWithWhateverElse(String text) {
        assertThatCode(() -> check(text)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                | imageLayoutVersion: is missing",
                "{\"imageLayoutVersion\":null}     | imageLayoutVersion: is missing",
                "{\"imageLayoutVersion\":\"\"}     | imageLayoutVersion: must be \"1.0.0\", found \"\"",
                "{\"imageLayoutVersion\":\"1.0\"}  | imageLayoutVersion: must be \"1.0.0\", found \"1.0\"",
                "{\"imageLayoutVersion\":\"2.0.0\"} | imageLayoutVersion: must be \"1.0.0\", found \"2.0.0\"",
                "{\"imageLayoutVersion\":1}        | imageLayoutVersion: must be a string, found the number 1",
                "{\"ImageLayoutVersion\":\"1.0.0\"} | ImageLayoutVersion: differs from the key \"imageLayoutVersion\" in"
                        + " upper and lower case only, so that some programs take it for that key and others do not",
                "\"1.0.0\"                         | must be an object, found the string \"1.0.0\""
            })
    void refusesAnyOtherVersion(String text, String problem) {
        assertThatThrownBy(() -> check(text))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessage("oci-layout: " + problem);
    }

    private static void check(String text) throws InvalidDocumentException {
        LayoutMarker.check(text.getBytes(StandardCharsets.UTF_8), Documents.LIMITS);
    }
}
