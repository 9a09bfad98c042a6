package dev.drayage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreDirectoryTest {
    @Test
    void aVariableComesBeforeTheHomeDirectory() {
        assertThat(StoreDirectory.of(Map.of("DRAYAGE_ROOT", "/a", "XDG_DATA_HOME", "/b"), "?"))
                .isEqualTo(new StoreDirectory(Path.of("/a")));
        assertThat(StoreDirectory.of(Map.of("DRAYAGE_ROOT", "", "XDG_DATA_HOME", "/b"), "?"))
                .isEqualTo(new StoreDirectory(Path.of("/b/drayage")));
        assertThat(StoreDirectory.of(Map.of(), "/home/user"))
                .isEqualTo(new StoreDirectory(Path.of("/home/user/.local/share/drayage")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"?", ""})
    void aUserWithoutHomeDirectoryHasNoStore(String home) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StoreDirectory.of(Map.of(), home))
                .withMessageContaining("set HOME or DRAYAGE_ROOT");
    }
}
