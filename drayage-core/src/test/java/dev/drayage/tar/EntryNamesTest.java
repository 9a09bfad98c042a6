package dev.drayage.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntryNamesTest {

    @ParameterizedTest
    @CsvSource({
        "index.json, index.json",
        "./index.json, index.json",
        "././/blobs//./sha256/ab, blobs/sha256/ab",
        "blobs/sha256/, blobs/sha256",
        "'./', ''",
        "'', ''",
        "'..x/.y/z..', '..x/.y/z..'",
        "'..\\..\\x', '..\\..\\x'",
    })
    void leavesOutEmptyPartsAndDots(String name, String clean) throws TarFieldException {
        assertThat(EntryNames.clean(name)).isEqualTo(clean);
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../x", "a/../b", "a/..", "./../x", "blobs/sha256/../../../../tmp/x"})
    void refusesToClimb(String name) {
        assertThatThrownBy(() -> EntryNames.clean(name))
                .isInstanceOf(TarFieldException.class)
                .hasMessageContaining("leads out of the archive");
    }

    @Test
    void refusesAbsoluteNames() {
        assertThatThrownBy(() -> EntryNames.clean("/etc/passwd")).hasMessageContaining("is absolute");
    }

    @Test
    void refusesNul() {
        assertThatThrownBy(() -> EntryNames.clean("index.json\0.png")).hasMessageContaining("holds a NUL");
    }

    @Test
    void refusesNamesLongerThanAnyPath() throws TarFieldException {
        assertThat(EntryNames.clean("n".repeat(4096))).hasSize(4096);
        assertThatThrownBy(() -> EntryNames.clean("n".repeat(4097)))
                .hasMessageContaining("has 4097 characters, more than 4096")
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200));
    }
}
