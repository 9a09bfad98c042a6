package dev.drayage.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.drayage.place.PlaceName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryStoragePlaceTest {
    private final RegistryStoragePlace place = new RegistryStoragePlace();

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "dir, dir,",
        "/a/dir, /a/dir,",
        "dir:app, dir:app,",
        "dir:team/app:v1, dir, team/app:v1",
        "s3://bucket, s3://bucket,",
        "s3://bucket/a/b, s3://bucket/a/b,",
        "s3://bucket:app, s3://bucket:app,",
        "s3://bucket/a:team/app:v1, s3://bucket/a, team/app:v1"
    })
    void aNameHasAPlaceAndPerhapsAnImage(String rest, String where, @Nullable String image) {
        assertThat(place.parse(rest)).isEqualTo(new PlaceName("registry-storage", where, image));
        assertThat(place.isWhole(place.parse(rest))).isEqualTo(image == null && !where.endsWith("app"));
    }

    @Test
    void aDigestChoosesAnImageOfARepository() {
        String digest = "@sha256:" + "0".repeat(64);
        assertThat(place.parse("dir:app" + digest).image()).isEqualTo("app" + digest);
        assertThat(place.parse("s3://bucket:app" + digest).image()).isEqualTo("app" + digest);
        assertThat(place.parse("s3://bucket:" + digest).image()).isEqualTo(digest);
    }

    @Test
    void aDirectoryThatIsThereMayHaveAColon() throws IOException {
        String odd = Files.createDirectory(directory.resolve("a:b")).toString();
        assertThat(place.parse(odd + ":app:v1")).isEqualTo(new PlaceName("registry-storage", odd, "app:v1"));
        assertThat(place.parse(odd + ":app").place()).isEqualTo(odd + ":app");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":app",
                "dir:",
                "dir:App",
                "dir:../x",
                "dir:app:",
                "dir:app:-",
                "dir:app@sha256:12",
                "s3://bucket:"
            })
    void whatCannotBeMeantIsRefused(String rest) {
        assertThatIllegalArgumentException().isThrownBy(() -> place.parse(rest));
    }

    @Test
    void aStorageIsServedAsAWhole() {
        assertThat(place.parseServed("s3://bucket/a").place()).isEqualTo("s3://bucket/a");
        for (String rest : new String[] {"dir:app", "dir:app:v1", "s3://bucket:app"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> place.parseServed(rest))
                    .withMessageContaining("is served as a whole");
        }
    }

    @Test
    void theSamePlaceIsSeenUnderAnotherPath() {
        Path other = directory.resolve("..").resolve(String.valueOf(directory.getFileName()));
        assertThat(place.areSame(place.parse(directory + ":app:v1"), place.parse(other + ":app:v1")))
                .isTrue();
        assertThat(place.areSame(place.parse(directory + ":app:v1"), place.parse(other + ":app:v2")))
                .isFalse();
        assertThat(place.areSame(place.parse("s3://a"), place.parse("s3://b"))).isFalse();
        assertThat(place.areSame(place.parse("s3://a:app"), place.parse("s3://a:app")))
                .isTrue();
    }
}
