package dev.drayage.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {
    private static final long SIZE = 1000;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bytes=0-0|0|1",
                "bytes=0-499|0|500",
                "bytes=500-|500|500",
                "bytes=999-|999|1",
                "bytes=999-999|999|1",
                "bytes=990-1000|990|10",
                "bytes=990-99999999999999999999999999|990|10",
                "bytes=0-9223372036854775807|0|1000",
                "bytes=0-18446744073709551616|0|1000",
                "bytes=-1|999|1",
                "bytes=-1000|0|1000",
                "bytes=-1001|0|1000",
                "bytes=-99999999999999999999999999|0|1000",
                "bytes=000000000000000000000000000005-0000000000000000000000000000006|5|2",
                "BYTES=1-2|1|2",
                "bytes= 1-2 |1|2",
                "bytes=,,1-2,|1|2",
                "bytes=5-6,2000-|5|2",
                "bytes=1-2,2-1|1|2",
            })
    void cutsARangeToWhatThereIs(String header, long offset, long length) {
        assertThat(ByteRange.parse(header, SIZE)).contains(List.of(new ByteRange(offset, length)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=1000-",
                "bytes=1000-2000",
                "bytes=99999999999999999999999999-",
                "bytes=9223372036854775807-9223372036854775808",
                "bytes=-0",
                "bytes=-000",
                "bytes=1000-,2000-3000,-0",
                "bytes=2-1",
                "bytes=99999999999999999999999999-1",
            })
    void findsNothingBeyondTheEnd(String header) {
        assertThat(ByteRange.parse(header, SIZE)).contains(List.of());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bytes",
                "bytes=",
                "bytes=,",
                "bytes=-",
                "bytes=1",
                "bytes=a-b",
                "bytes=0x1-0x2",
                "bytes=+1-2",
                "bytes=--1",
                "bytes=1--2",
                "bytes=1-2-3",
                "bytes=1 - 2",
                "bytes =1-2",
                " bytes=1-2",
                "bytes=1-2;3-4",
                "bytes=\u0661-\u0662",
                "items=1-2",
                "bytes=1-2, bytes=3-4",
            })
    void ignoresWhatItCannotUnderstand(String header) {
        assertThat(ByteRange.parse(header, SIZE)).isEmpty();
    }

    @Test
    void takesSeveralInTheirOrder() {
        assertThat(ByteRange.parse("bytes=5-6, -1,0-", SIZE))
                .contains(List.of(new ByteRange(5, 2), new ByteRange(999, 1), new ByteRange(0, 1000)));
    }

    @Test
    void findsOnlyTheLastBytesOfNothing() {
        assertThat(ByteRange.parse("bytes=-5", 0)).contains(List.of(new ByteRange(0, 0)));
        assertThat(ByteRange.parse("bytes=0-", 0)).contains(List.of());
        assertThat(ByteRange.parse("bytes=0-0", 0)).contains(List.of());
    }

    @Test
    void isWrittenAsContentRangeHasIt() {
        assertThat(new ByteRange(5, 2).contentRange(SIZE)).isEqualTo("bytes 5-6/1000");
    }
}
