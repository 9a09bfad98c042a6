package dev.drayage.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.drayage.testkit.Randomized;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StorageNamesTest {
    @ParameterizedTest
    @CsvSource({
        "app, registry.localhost/app",
        "library/alpine, registry.localhost/library/alpine",
        "a_b/c, registry.localhost/a_b/c",
        "ghcr.io/team/app, ghcr.io/team/app",
        "docker.io/library/alpine, docker.io/library/alpine",
        "localhost/app, localhost/app",
        "localhost_5000/app, localhost:5000/app",
        "registry.example_5000/team/other, registry.example:5000/team/other",
        "registry.example_5000, registry.localhost/registry.example_5000",
        "registry.localhost/app, registry.localhost/registry.localhost/app"
    })
    void aPathHasOneName(String path, String name) {
        assertThat(StorageNames.name(path)).isEqualTo(name);
        assertThat(StorageNames.path(name)).isEqualTo(path);
    }

    @Test
    void eachPathIsFoundByItsName() {
        List<String> parts =
                List.of("a", "b.c", "d_e", "f__g", "h-i", "localhost", "registry.localhost", "x_5000", "7", "y.z_80");
        Randomized.check(2000, random -> {
            StringBuilder path = new StringBuilder(Randomized.oneOf(random, parts));
            for (int more = random.nextInt(4); more > 0; more--) {
                path.append('/').append(Randomized.oneOf(random, parts));
            }
            assertThat(StorageNames.path(StorageNames.name(path.toString()))).isEqualTo(path.toString());
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "a//b",
                "../a",
                "a/..",
                "A",
                "a:b",
                "a@b",
                "a b",
                "_layers",
                "a/_manifests",
                "[::1]:5000/a",
                "a/"
            })
    void aNameThatNoRegistryCanHaveIsRefused(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> StorageNames.path(name));
        assertThat(StorageNames.isPath(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "-a", ".a", "a/b", "a:b", "a b", "\u0000"})
    void aTagThatNoRegistryCanHaveIsNone(String tag) {
        assertThat(StorageNames.isTag(tag)).isFalse();
    }
}
