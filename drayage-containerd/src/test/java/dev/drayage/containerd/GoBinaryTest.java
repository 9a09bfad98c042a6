package dev.drayage.containerd;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoBinaryTest {
    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    /** By Go's {@code time.Time.MarshalBinary} and {@code binary.PutVarint}. */
    @ParameterizedTest
    @CsvSource({
        "010000000eddb3ab00000000000000, 2024-04-19T00:00:00Z",
        "010000000eddb3ab003b9ac9ff003c, 2024-04-19T00:00:00.999999999Z",
        "010000000eddb3ab0000000000ffff, 2024-04-19T00:00:00Z",
        "020000000eddb3ab0000000001003c1e, 2024-04-19T00:00:00.000000001Z",
        "010000000000000000000000000000, 0001-01-01T00:00:00Z",
    })
    void readsTimesInAnyZone(String bytes, Instant time) {
        assertThat(GoBinary.time(hex(bytes))).contains(time);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "010000000eddb3ab000000000000",
                "000000000eddb3ab00000000000000",
                "030000000eddb3ab00000000000000",
                "010000000eddb3ab003b9aca000000",
                "017fffffffffffffff000000000000"
            })
    void whatIsNoTimeIsRefused(String bytes) {
        assertThat(GoBinary.time(hex(bytes))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "00, 0",
        "02, 1",
        "01, -1",
        "d00f, 1000",
        "feffffffffffffffff01, 9223372036854775807",
        "ffffffffffffffffff01, -9223372036854775808"
    })
    void readsNumbersOfAnySize(String bytes, long value) {
        assertThat(GoBinary.varint(hex(bytes))).contains(value);
    }

    @Test
    void whatIsNoNumberIsRefused() {
        assertThat(GoBinary.varint(new byte[0])).isEmpty();
        assertThat(GoBinary.varint(hex("8080"))).isEmpty();
        assertThat(GoBinary.varint(hex("8080808080808080808000"))).isEmpty();
    }
}
