package dev.drayage.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.document.InvalidDocumentException;
import dev.drayage.document.Limits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The values of any document, by the keys that lead to them. */
class JsonLeavesTest {
    private static List<String> leaves(String text) throws InvalidDocumentException {
        List<String> leaves = new ArrayList<>();
        JsonReader.readLeaves(
                text.getBytes(StandardCharsets.UTF_8),
                "test",
                Limits.defaults(),
                (path, value) -> leaves.add(path + " " + value));
        return leaves;
    }

    @Test
    void showsAllInOrder() throws InvalidDocumentException {
        assertThat(leaves("{\"b\":{\"c\":[1,\"x\\n\",{}]},\"a\":null,\"d\":[],\"e\":true,\"f\":1.50}"))
                .containsExactly("b.c[0] 1", "b.c[1] \"x\\n\"", "b.c[2] {}", "a null", "d []", "e true", "f 1.50");
        assertThat(leaves("{}")).containsExactly(" {}");
    }

    @Test
    void refusesWhatIsNoDocument() {
        assertThatThrownBy(() -> leaves("[1]")).isInstanceOf(InvalidDocumentException.class);
        assertThatThrownBy(() -> leaves("{\"a\":[1,")).isInstanceOf(InvalidDocumentException.class);
        assertThatThrownBy(() -> leaves("{\"a\":1,\"a\":2}")).hasMessageContaining("occurs twice");
    }

    @Test
    void boundsWhatPathsTake() {
        String key = "k".repeat(40_000);
        String many = "[" + "0,".repeat(999) + "0]";
        assertThatThrownBy(() -> leaves("{\"" + key + "\":" + many + "}")).hasMessageContaining("the limit");
    }
}
