package dev.drayage.json;

import static dev.drayage.oci.Documents.LIMITS;
import static dev.drayage.oci.Documents.index;
import static dev.drayage.oci.Documents.raw;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.document.InvalidDocumentException;
import dev.drayage.document.Limits;
import dev.drayage.oci.Index;
import dev.drayage.oci.MediaTypes;
import dev.drayage.oci.RawDocument;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The one JSON reader, seen through documents that are otherwise nothing but an index. */
class JsonReaderTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                    | must be an object, found nothing",
                "null                  | must be an object, found null",
                "[]                    | must be an object, found an array",
                "12                    | must be an object, found the number 12",
                "{                     | is cut short: it ends at byte 1 inside a value",
                "{\"a                  | is cut short: it ends at byte 3 inside a value",
                "{\"a\":{\"b\":[       | is cut short: it ends at byte 11 inside a value",
                "{\"a\":1,}            | is not JSON at byte 7: Unexpected character ('}')",
                "{\"a\" 1}             | is not JSON at byte 5: Unexpected character ('1')",
                "{\"a\":[}             | is not JSON at byte 6: Unexpected close marker '}'",
                "{\"a\":01}            | is not JSON at byte 6: Invalid numeric value: Leading zeroes not allowed",
                "{\"a\":NaN}           | is not JSON at byte 8: Non-standard token 'NaN'",
                "{\"a\":'x'}           | is not JSON at byte 5: Unexpected character (''')",
                "{\"a\":/**/1}         | is not JSON at byte 5: Unexpected character ('/')",
                "{\"a\":\"\\x\"}       | is not JSON at byte 7: Unrecognized character escape 'x'",
                "{a:1}                 | is not JSON at byte 1: Unexpected character ('a')",
                "{} x                  | has more text after its end at byte 2",
                "{}{}                  | has more text after its end at byte 2",
                "{}}                   | has more text after its end at byte 2",
                "{\"a\":1,\"a\":2}     | a: the key occurs twice",
                "{\"a\":1,\"\\u0061\":2} | a: the key occurs twice",
                "{\"x\":{\"a\":1,\"b\":1,\"c\":1,\"a\":2}} | x.a: the key occurs twice",
                "{\"manifests\":[],\"manifests\":[]} | manifests: the key occurs twice",
                "{\"annotations\":{\"a\":\"1\",\"a\":\"2\"}} | annotations.a: the key occurs twice"
            })
    void saysInOneLineWhatIsWrongAndWhere(String text, String problem) {
        assertThatThrownBy(() -> index(text))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessage("index: " + problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{} \n\t\r", " \r\n{}", "{\"a\":[[],{},\"\\ud83d\\ude00\",-0.5e+10,true,null]}"})
    void takesAllThatIsJson(String text) {
        assertThatCode(() -> index(text)).doesNotThrowAnyException();
    }

    @Test
    void checksTheSizeBeforeAnythingElse() {
        Limits limits = LIMITS.withMaxBytes(10);
        assertThatCode(() -> Index.parse(raw("{\"a\":  12}"), MediaTypes.OCI_INDEX, limits))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> Index.parse(raw("not JSON at all"), MediaTypes.OCI_INDEX, limits))
                .hasMessage("index: has 15 bytes, over the limit of 10");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":"})
    void limitsTheDepthOfWhatItSkips(String open) {
        String close = open.equals("[") ? "]" : "}";
        assertThatCode(() -> index(nested(open, close, 63))).doesNotThrowAnyException();
        for (int depth : new int[] {64, 100_000}) {
            assertThatThrownBy(() -> index(nested(open, close, depth)))
                    .isInstanceOf(InvalidDocumentException.class)
                    .hasMessageStartingWith("index: has more than 64 objects and arrays inside each other at byte ");
        }
    }

    @Test
    void limitsTheDepthOfWhatItReads() {
        String text = "{\"manifests\":[{\"platform\":{\"os.features\":[]}}]}";
        assertThatThrownBy(() -> Index.parse(raw(text), MediaTypes.OCI_INDEX, LIMITS.withMaxDepth(5)))
                .hasMessageContaining("manifests[0].mediaType: is missing");
        for (int depth = 1; depth < 5; depth++) {
            Limits limits = LIMITS.withMaxDepth(depth);
            assertThatThrownBy(() -> Index.parse(raw(text), MediaTypes.OCI_INDEX, limits))
                    .hasMessageContaining("has more than " + depth + " objects");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "c080,             overlong zero",
        "c1bf,             overlong two bytes",
        "e08080,           overlong three bytes",
        "eda080,           high surrogate",
        "edb080,           low surrogate",
        "f4908080,         beyond the last code point",
        "80,               continuation alone",
        "e282,             cut short",
        "fe,               no UTF-8 at all",
        "ff,               no UTF-8 at all"
    })
    void refusesBytesThatAreNotUtf8(String hex, String why) {
        byte[] bytes = HexFormat.of().parseHex("7b2261223a22" + hex + "227d");
        assertThatThrownBy(() -> Index.parse(RawDocument.of(bytes), MediaTypes.OCI_INDEX, LIMITS))
                .as(why)
                .hasMessage("index: is not UTF-8 at byte 6");
    }

    @Test
    void namesTheByteThatIsNotUtf8FarIntoTheDocument() {
        byte[] bytes = ("{\"a\":\"" + "x".repeat(100_000) + "?\"}").getBytes(StandardCharsets.UTF_8);
        bytes[100_006] = (byte) 0xff;
        assertThatThrownBy(() -> Index.parse(RawDocument.of(bytes), MediaTypes.OCI_INDEX, LIMITS))
                .hasMessage("index: is not UTF-8 at byte 100006");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
    void refusesOtherEncodings(String charset) {
        byte[] bytes = "{\"manifests\":[]}".getBytes(Charset.forName(charset));
        assertThatThrownBy(() -> Index.parse(RawDocument.of(bytes), MediaTypes.OCI_INDEX, LIMITS))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageContaining("is not UTF-8: byte ");
    }

    @Test
    void refusesAByteOrderMark() {
        assertThatThrownBy(() -> index("\ufeff{}"))
                .hasMessage("index: starts with a byte order mark, which JSON must not have");
    }

    @Test
    void readsHalfASurrogatePairAsGoDoes() throws InvalidDocumentException {
        assertThat(index("{\"annotations\":{\"a\":\"x\\ud800y\"}}").annotations())
                .containsEntry("a", "x\ufffdy");
    }

    @Test
    void limitsNamesAndNumbers() {
        assertThatThrownBy(() -> index("{\"" + "n".repeat(100_000) + "\":1}"))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageContaining("exceeds a limit at byte ");
        assertThatThrownBy(() -> index("{\"manifests\":[{\"size\":" + "9".repeat(100_000) + "}]}"))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageContaining("exceeds a limit at byte ");
    }

    @Test
    void showsNothingOfADocumentThatMovesATerminalsCursor() {
        assertThatThrownBy(() -> index("{\"annotations\":{\"\\u001b[2J\":\"x\",\"\\u001b[2J\":1}}"))
                .hasMessage("index: annotations.\\u001b[2J: the key occurs twice");
        assertThatThrownBy(() -> index("{\"manifests\":\"\\u001b[2J\"}"))
                .hasMessage("index: manifests: must be an array, found the string \"\\u001b[2J\"");
        assertThatThrownBy(() -> index("{\u001b[2J")).message().doesNotContain("\u001b");
    }

    @Test
    void hasLimitsOfAtLeastOne() {
        assertThatIllegalArgumentException().isThrownBy(() -> LIMITS.withMaxBytes(0));
        assertThatIllegalArgumentException().isThrownBy(() -> LIMITS.withMaxDepth(0));
        assertThat(LIMITS).isEqualTo(new Limits(20 * 1024 * 1024, 64, 1_000_000, 64, 1_000_000));
    }

    private static String nested(String open, String close, int depth) {
        return "{\"x\":" + open.repeat(depth) + (close.equals("}") ? "1" : "") + close.repeat(depth) + "}";
    }

    @Test
    void membersAreBounded() {
        Limits limits = LIMITS.withMaxMembers(1000);
        for (String json : List.of(
                "{\"schemaVersion\":2,\"manifests\":[],\"annotations\":{" + members(130, "\"a%d\":\"\"") + "}}",
                "{\"schemaVersion\":2,\"manifests\":[],\"unknown\":{" + members(260, "\"a%d\":\"\"") + "}}",
                "{\"schemaVersion\":2,\"manifests\":[],\"unknown\":[" + members(1000, "%d") + "]}")) {
            assertThatThrownBy(() -> Index.parse(
                            RawDocument.of(json.getBytes(StandardCharsets.UTF_8)), MediaTypes.OCI_INDEX, limits))
                    .isInstanceOf(InvalidDocumentException.class)
                    .hasMessageContaining("has more members of objects and arrays than 1000, the limit");
        }
    }

    private static String members(int count, String format) {
        return IntStream.range(0, count).mapToObj(format::formatted).collect(Collectors.joining(","));
    }
}
