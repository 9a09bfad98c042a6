package dev.drayage.oci;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RawDocumentTest {

    @Test
    void cannotBeChangedThroughTheArraysItIsMadeOfAndGivesOut() {
        byte[] bytes = {1, 2, 3};
        RawDocument document = RawDocument.of(bytes);
        bytes[0] = 9;
        document.toByteArray()[1] = 9;
        assertThat(document.toByteArray()).containsExactly(1, 2, 3);
        assertThat(document.bytes().isReadOnly()).isTrue();
        assertThat(document.size()).isEqualTo(3);
    }

    @Test
    void equalsADocumentOfTheSameBytes() {
        assertThat(Documents.raw("{}"))
                .isEqualTo(Documents.raw("{}"))
                .hasSameHashCodeAs(Documents.raw("{}"))
                .isNotEqualTo(Documents.raw("{ }"));
    }

    @Test
    void knowsTheDigestOfItsBytes() {
        byte[] bytes = "{}".getBytes(StandardCharsets.UTF_8);
        assertThat(RawDocument.of(bytes).digest(DigestAlgorithm.SHA256))
                .hasToString("sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
    }
}
