package dev.drayage.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaxRecordsTest {

    @Test
    void keepsWhatSaysWhichEntryItIsAndHowLong() throws TarFieldException {
        Map<String, String> records = parse("13 path=a=\u00e9\n17 comment=a=b\nc\n9 size=1\n12 gname=\u00e9\n");

        assertThat(records).containsExactlyInAnyOrderEntriesOf(Map.of("path", "a=\u00e9", "size", "1"));
    }

    @Test
    void ofOneKeyGivenTwiceTheLastHolds() throws TarFieldException {
        assertThat(parse("10 path=a\n10 path=b\n")).containsEntry("path", "b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"SCHILY.xattr.security.selinux", "LIBARCHIVE.xattr.com.apple.provenance", "comment", "vendor.x"})
    void takesValuesOfBytes(String key) throws TarFieldException {
        int length = key.length() + " =a\0b\0\n".length() + 2;

        assertThat(parse(length + " " + key + "=a\0b\0\n10 path=f\n")).containsExactly(Map.entry("path", "f"));
    }

    @Test
    void mayHoldNone() throws TarFieldException {
        assertThat(parse("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "path=a\n",
                " path=a\n",
                "x path=a\n",
                "-9 path=a\n",
                "+9 path=a\n",
                "0 path=a\n",
                "1 path=a\n",
                "2 ",
                "11 path=a\n",
                "10 path=a ",
                "99 path=a\n",
                "2147483647 path=a\n",
                "4294967306 path=a\n",
                "999999999 path=a\n",
                "9 patha1\n",
                "12 path=a\0b\n",
                "16 linkpath=a\0b\n",
                "23 GNU.sparse.name=a\0b\n",
                "13 uname=a\0b\n",
                "13 gname=\0ab\n",
                "8 p\0h=a\n",
                "10 path=a\njunk",
                "10 path=a\n\0\0\0",
                "8 path=\n",
                "12 linkpath=\n",
                "8 size=\n",
                "5 =a\n",
                "10 uid=1x\n",
                "12 mtime=1e9\n",
                "16 mtime=0.1.2.3\n",
                "20 GNU.sparse.odd=1\n",
            })
    void refusesWhatIsNoRecord(String data) {
        assertThatThrownBy(() -> parse(data)).isInstanceOf(TarFieldException.class);
    }

    @Test
    void readsSizesUpToTheLargestThereIs() throws TarFieldException {
        assertThat(PaxRecords.size("0")).isZero();
        assertThat(PaxRecords.size("9223372036854775807")).isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "+1", "1.5", "0x1", " 1", "9223372036854775808", "10000000000000000000000"})
    void refusesWhatIsNoSize(String size) {
        assertThatThrownBy(() -> PaxRecords.size(size))
                .isInstanceOf(TarFieldException.class)
                .hasMessageStartingWith("its PAX size is");
    }

    private static Map<String, String> parse(String data) throws TarFieldException {
        return PaxRecords.parse(data.getBytes(StandardCharsets.UTF_8));
    }
}
