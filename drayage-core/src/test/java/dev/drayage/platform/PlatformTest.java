package dev.drayage.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.drayage.json.Quotes;
import dev.drayage.testkit.Randomized;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlatformTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "linux,                         linux,   amd64,   -,  -,                   ''",
                "macOS,                         darwin,  amd64,   -,  -,                   ''",
                "windows(),                     windows, amd64,   -,  -,                   ''",
                "arm,                           linux,   arm,     -,  -,                   ''",
                "armel,                         linux,   arm,     v6, -,                   ''",
                "armhf,                         linux,   arm,     -,  -,                   ''",
                "Aarch64,                       linux,   arm64,   -,  -,                   ''",
                "x86_64,                        linux,   amd64,   -,  -,                   ''",
                "i386,                          linux,   386,     -,  -,                   ''",
                "s390x,                         linux,   s390x,   -,  -,                   ''",
                "Linux/X86-64,                  linux,   amd64,   -,  -,                   ''",
                "linux/arm,                     linux,   arm,     -,  -,                   ''",
                "linux/arm/v6,                  linux,   arm,     v6, -,                   ''",
                "linux/arm/7,                   linux,   arm,     v7, -,                   ''",
                "linux/arm64,                   linux,   arm64,   -,  -,                   ''",
                "linux/arm64/v8,                linux,   arm64,   v8, -,                   ''",
                "linux/aarch64/8,               linux,   arm64,   v8, -,                   ''",
                "linux/arm64/v9.0,              linux,   arm64,   v9, -,                   ''",
                "linux/amd64/v1,                linux,   amd64,   -,  -,                   ''",
                "linux/amd64/V3,                linux,   amd64,   v3, -,                   ''",
                "unknown/unknown,               unknown, unknown, -,  -,                   ''",
                "my-os/my.arch/x,               my-os,   my.arch, x,  -,                   ''",
                "windows(10.0.17763),           windows, amd64,   -,  10.0.17763,          ''",
                "windows(10.0.17763)/arm64,     windows, arm64,   -,  10.0.17763,          ''",
                "windows(10.0.17763+win32k),    windows, amd64,   -,  10.0.17763,          win32k",
                "linux(+gpu+simd)/amd64,        linux,   amd64,   -,  -,                   gpu simd",
                "linux(+unsorted+erofs)/amd64,  linux,   amd64,   -,  -,                   unsorted erofs",
                "linux(+)/amd64,                linux,   amd64,   -,  -,                   ''",
                "windows(10.0%2Bbuild.42),      windows, amd64,   -,  10.0+build.42,       ''",
                "windows(50%25done),            windows, amd64,   -,  50%done,             ''",
                "linux(%e2%82%ac+%28x%29)/arm,  linux,   arm,     -,  \u20ac,              (x)"
            })
    void readsSpecifiersAsContainerdDoes(
            String specifier, String os, String architecture, String variant, String version, String features) {
        Platform platform = Platform.parse(specifier);
        List<String> expected = features.isEmpty() ? List.of() : List.of(features.split(" "));
        assertThat(platform).isEqualTo(new Platform(os, architecture, variant, version, expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/linux/arm",
                "linux/arm/",
                "linux/",
                "linux /arm",
                "linux/&arm",
                "linux/arm/foo/bar",
                "linux//v7",
                "*",
                "linux/*",
                "bogus",
                "lin.ux/amd64",
                "linux(a/amd64",
                "linux(a))/amd64",
                "linux(1%2)/amd64",
                "linux(1%zz)/amd64",
                "linux(%ff)/amd64",
                "linux(+a++b)/amd64",
                "linux(+a+)/amd64",
                "bogus(1.0)",
                "linux/amd64\n",
                "linux\u0000/amd64"
            })
    void refusesWhatIsNoPlatformAndQuotesIt(String specifier) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Platform.parse(specifier))
                .withMessageStartingWith(Quotes.quote(specifier) + " is not a platform: ");
    }

    @Test
    void refusesALongSpecifierAtOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Platform.parse("linux(" + "+".repeat(1_000_000) + ")/amd64"))
                .withMessageContaining("longer than 1000 characters");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "linux,   amd64,   -,    linux/amd64",
                "linux,   amd64,   v1,   linux/amd64",
                "linux,   x86_64,  v2,   linux/amd64/v2",
                "Linux,   AMD64,   V3,   linux/amd64/v3",
                "macos,   aarch64, -,    darwin/arm64",
                "linux,   arm64,   8,    linux/arm64",
                "linux,   arm64,   v8,   linux/arm64",
                "linux,   arm64,   v8.0, linux/arm64",
                "linux,   arm64,   v8.1, linux/arm64/v8.1",
                "linux,   arm64,   9.0,  linux/arm64/v9",
                "linux,   arm,     -,    linux/arm/v7",
                "linux,   arm,     7,    linux/arm/v7",
                "linux,   arm,     5,    linux/arm/v5",
                "linux,   arm,     8,    linux/arm/v8",
                "linux,   arm,     v6,   linux/arm/v6",
                "linux,   armhf,   -,    linux/arm/v7",
                "linux,   armel,   v7,   linux/arm/v6",
                "linux,   i386,    v1,   linux/386",
                "'',      amd64,   -,    linux/amd64",
                "'',      '',      -,    linux",
                "linux,   riscv64, Rva,  linux/riscv64/rva"
            })
    void hasOneSpellingAfterNormalisation(String os, String architecture, String variant, String expected) {
        Platform normalized = new Platform(os, architecture, variant, null, List.of()).normalized();
        assertThat(normalized).hasToString(expected);
        assertThat(normalized.normalized()).isEqualTo(normalized);
    }

    @Test
    void sortsFeaturesInNormalisationAndDropsRepeatedOnes() {
        Platform platform = new Platform("linux", "amd64", null, null, List.of("b", "a", "b"));
        assertThat(platform.normalized().osFeatures()).containsExactly("a", "b");
        assertThat(platform.osFeatures()).containsExactly("b", "a", "b");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "windows, 10.0.17763+build.42, '',          windows(10.0.17763%2Bbuild.42)/amd64",
                "windows, 10.0,                win32k,      windows(10.0+win32k)/amd64",
                "windows, 50%done,             '',          windows(50%25done)/amd64",
                "windows, 1.0(beta),           '',          windows(1.0%28beta%29)/amd64",
                "windows, a/b,                 '',          windows(a%2Fb)/amd64",
                "linux,   -,                   feat+v2,     linux(+feat%2Bv2)/amd64",
                "linux,   -,                   simd gpu,    linux(+gpu+simd)/amd64",
                "linux,   -,                   '',          linux/amd64",
                "'',      1.0,                 gpu,         unknown"
            })
    void writesVersionAndFeaturesWithEscapes(String os, String version, String features, String expected) {
        List<String> list = features.isEmpty() ? List.of() : List.of(features.split(" "));
        assertThat(new Platform(os, "amd64", null, version, list)).hasToString(expected);
    }

    @Test
    void showsNothingOfADocumentThatMovesATerminalsCursor() {
        assertThat(new Platform("linux\n", "amd64", "\u001b[2J", null, List.of()))
                .hasToString("linux\\u000a/amd64/\\u001b[2J");
    }

    @Test
    void takesEmptyVariantAndVersionAsNone() {
        assertThat(new Platform("linux", "amd64", "", "", List.of())).isEqualTo(Platform.of("linux", "amd64"));
    }

    @Test
    void knowsThePlatformOfWhatIsNoImage() {
        assertThat(Platform.of("unknown", "unknown").isUnknown()).isTrue();
        assertThat(Platform.of("linux", "unknown").isUnknown()).isTrue();
        assertThat(Platform.of("linux", "amd64").isUnknown()).isFalse();
    }

    @Test
    void readsBackWhatItWrites() {
        Randomized.check(2000, random -> {
            Platform platform = new Platform(
                    Randomized.oneOf(random, List.of("linux", "windows", "darwin", "my-os")),
                    Randomized.oneOf(random, List.of("amd64", "arm64", "arm", "386", "riscv64", "my.arch")),
                    null,
                    random.nextBoolean() ? null : option(random),
                    options(random));
            assertThat(Platform.parse(platform.toString()))
                    .isEqualTo(new Platform(
                            platform.os(),
                            platform.architecture(),
                            null,
                            platform.osVersion(),
                            platform.normalized().osFeatures()));
        });
    }

    @Test
    void neverFailsInAnyOtherWayThanItSays() {
        Randomized.check(5000, random -> {
            StringBuilder specifier = new StringBuilder();
            for (int i = random.nextInt(12); i > 0; i--) {
                specifier.append(Randomized.oneOf(
                        random,
                        List.of(
                                "linux", "amd64", "arm", "/", "(", ")", "+", "%", "%2", "41", "v7", "*", "\u00e9",
                                " ")));
            }
            try {
                Platform platform = Platform.parse(specifier.toString());
                assertThat(Platform.parse(platform.toString())).hasToString(platform.toString());
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).contains(" is not a platform: ");
            }
        });
    }

    private static List<String> options(Random random) {
        List<String> options = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            options.add(option(random));
        }
        return options;
    }

    private static String option(Random random) {
        StringBuilder option = new StringBuilder();
        for (int i = random.nextInt(6); i >= 0; i--) {
            option.append("az09_.-%+()/".charAt(random.nextInt(12)));
        }
        return option.toString();
    }
}
