package dev.drayage.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import picocli.CommandLine.TypeConversionException;

class PlaceNamesTest {
    private static final String DIGEST = "@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    @TempDir
    private Path directory;

    /** Nothing of these exists. */
    @ParameterizedTest
    @CsvSource({
        "oci:images,                    oci,  images,      ",
        "oci:images:v1,                 oci,  images,      v1",
        "oci:/a/b.c:v1.2-3,             oci,  /a/b.c,      v1.2-3",
        "oci:images:r.example/app:v1,   oci,  images,      r.example/app:v1",
        "oci:images:localhost:5000/a:b, oci,  images,      localhost:5000/a:b",
        "oci-archive:image.tar,         oci-archive, image.tar,   ",
        "oci-archive:./image.tar:v1,    oci-archive, ./image.tar, v1",
        "oci:images@sha256:abc,         oci,  images,      @sha256:abc",
        "oci:images:a@sha256:abc,       oci,  images,      a@sha256:abc",
        "oci:a@b,                       oci,  a@b,         ",
        "oci:a@b.c:v1,                  oci,  a@b.c,       v1"
    })
    void theFirstColonPartsPathAndImage(String text, String scheme, String place, @Nullable String image) {
        assertThat(PlaceNames.parse(text)).isEqualTo(new PlaceName(scheme, place, image));
    }

    @Test
    void aPathThatIsThereMayHoldColonsAndAts() throws IOException {
        Path odd = Files.createDirectory(directory.resolve("a:b@sha256:c"));

        assertThat(PlaceNames.parse("oci:" + odd)).isEqualTo(new PlaceName(PlaceNames.LAYOUT, odd.toString(), null));
        assertThat(PlaceNames.parse("oci:" + odd + ":v1"))
                .isEqualTo(new PlaceName(PlaceNames.LAYOUT, odd.toString(), "v1"));
        assertThat(PlaceNames.parse("oci:" + odd + ":localhost:5000/app:v1"))
                .isEqualTo(new PlaceName(PlaceNames.LAYOUT, odd.toString(), "localhost:5000/app:v1"));
        assertThat(PlaceNames.parse("oci:" + odd + DIGEST))
                .isEqualTo(new PlaceName(PlaceNames.LAYOUT, odd.toString(), DIGEST));
    }

    @Test
    void aFullNameMayEndWithADigest() {
        assertThat(PlaceNames.parse("oci:" + directory + ":localhost:5000/app" + DIGEST))
                .isEqualTo(new PlaceName(PlaceNames.LAYOUT, directory.toString(), "localhost:5000/app" + DIGEST));
    }

    @ParameterizedTest
    @ValueSource(strings = {"oci:images", "oci:images:v1", "oci-archive:a.tar:localhost:5000/a:b", "oci:a@sha256:b"})
    void isShownAsItWasWritten(String text) {
        assertThat(PlaceNames.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"oci:", "oci::v1", "oci-archive:"})
    void namesAPath(String text) {
        assertThatThrownBy(() -> PlaceNames.parse(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessage("'" + text + "' names no path");
    }
}
