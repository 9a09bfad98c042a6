package dev.drayage.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.drayage.oci.Documents;
import dev.drayage.oci.Index;
import dev.drayage.oci.MediaTypes;
import dev.drayage.oci.RawDocument;
import dev.drayage.testkit.Randomized;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoJsonWriterTest {

    /** The second column is what {@code json.Marshal} of Go 1.22 writes; code points stand for what is hard to see. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "plain                | 'plain'",
                "U+0000               | '\\u0000'",
                "U+0001               | '\\u0001'",
                "U+0008               | '\\b'",
                "U+0009               | '\\t'",
                "U+000A               | '\\n'",
                "U+000B               | '\\u000b'",
                "U+000C               | '\\f'",
                "U+000D               | '\\r'",
                "U+001B               | '\\u001b'",
                "U+001F               | '\\u001f'",
                "U+0022               | '\\\"'",
                "U+005C               | '\\\\'",
                "U+002F               | '/'",
                "U+003C               | '\\u003c'",
                "U+003E               | '\\u003e'",
                "U+0026               | '\\u0026'",
                "U+2028               | '\\u2028'",
                "U+2029               | '\\u2029'",
                "U+D800               | '\\ufffd'",
                "U+DC00               | '\\ufffd'"
            })
    void escapesAsGoDoes(String text, String expected) {
        String value =
                text.startsWith("U+") ? Character.toString((char) Integer.parseInt(text.substring(2), 16)) : text;
        assertThat(written(value)).isEqualTo(expected.replace('\'', '"'));
    }

    @Test
    void leavesOtherTextAsItIs() {
        String text = "\u007f\u0080\u00e9\u20ac\ufffd\uffff\ud83d\ude00";
        assertThat(written(text)).isEqualTo('"' + text + '"');
    }

    @Test
    void replacesEachHalfOfAWrongSurrogatePair() {
        assertThat(written("\ude00\ud83d")).isEqualTo("\"\\ufffd\\ufffd\"");
        assertThat(written("\ud83d\ud83d\ude00")).isEqualTo("\"\\ufffd\ud83d\ude00\"");
        assertThat(written("a\ud83d")).isEqualTo("\"a\\ufffd\"");
    }

    @Test
    void writesStructureWithoutSpaces() {
        byte[] bytes = new GoJsonWriter()
                .beginArray()
                .beginObject()
                .name("Config")
                .value("blobs/x")
                .name("RepoTags")
                .nullValue()
                .name("Layers")
                .beginArray()
                .value("a")
                .value("b")
                .endArray()
                .name("None")
                .beginArray()
                .endArray()
                .name("Size")
                .value(Long.MAX_VALUE)
                .endObject()
                .beginObject()
                .endObject()
                .value(-1)
                .endArray()
                .toBytes();
        assertThat(new String(bytes, StandardCharsets.UTF_8))
                .isEqualTo("[{\"Config\":\"blobs/x\",\"RepoTags\":null,\"Layers\":[\"a\",\"b\"],\"None\":[],"
                        + "\"Size\":9223372036854775807},{},-1]");
    }

    @Test
    void refusesToEndInsideAnObject() {
        GoJsonWriter writer = new GoJsonWriter().beginObject();
        assertThatIllegalStateException().isThrownBy(writer::toBytes);
    }

    /** Whatever is written can be read, and is the same but for unpaired surrogates. */
    @Test
    void writesWhatTheReaderReadsBack() {
        Randomized.check(2000, random -> {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(20); i >= 0; i--) {
                int kind = random.nextInt(3);
                text.append((char) random.nextInt(kind == 0 ? 0x80 : kind == 1 ? 0x3000 : 0x10000));
            }
            byte[] bytes = new GoJsonWriter()
                    .beginObject()
                    .name("annotations")
                    .beginObject()
                    .name("key")
                    .value(text.toString())
                    .endObject()
                    .endObject()
                    .toBytes();
            Index index = Index.parse(RawDocument.of(bytes), MediaTypes.OCI_INDEX, Documents.LIMITS);
            assertThat(index.annotations().get("key")).isEqualTo(Surrogates.replaceUnpaired(text.toString()));
        });
    }

    private static String written(String value) {
        return new String(new GoJsonWriter().value(value).toBytes(), StandardCharsets.UTF_8);
    }
}
