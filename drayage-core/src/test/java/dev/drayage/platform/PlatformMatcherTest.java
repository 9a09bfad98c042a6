package dev.drayage.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What matches what, and in which order, are the facts that containerd's platforms package tests for itself. */
class PlatformMatcherTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "linux/amd64     | linux/amd64 linux/386"
                        + " | linux/amd64/v2 linux/arm/v7 linux/arm64 windows/amd64 windows/arm",
                "linux/amd64/v2  | linux/amd64/v2 linux/amd64 linux/amd64/v1 linux/386"
                        + " | linux/amd64/v3 linux/amd64/v4 linux/arm/v7 linux/arm64 windows/amd64",
                "linux/386       | linux/386 | linux/amd64 linux/arm/v7 linux/arm64 windows/amd64",
                "windows/amd64   | windows/amd64 windows(10.0.17763)/amd64 | linux/amd64 linux/arm/v7 windows/arm",
                "linux/arm/v8    | linux/arm/v8 linux/arm/v7 linux/arm linux/arm/v6 linux/arm/v5"
                        + " | linux/amd64 linux/arm/v4 linux/arm64 windows/arm",
                "linux/arm/v7    | linux/arm/v7 linux/arm linux/arm/v6 linux/arm/v5"
                        + " | linux/amd64 linux/arm/v4 linux/arm/v8 linux/arm64",
                "linux/arm/v6    | linux/arm/v6 linux/arm/v5 | linux/arm linux/arm/v4 linux/arm/v7 linux/arm/v8",
                "linux/arm/v5    | linux/arm/v5 | linux/arm linux/arm/v4 linux/arm/v6 linux/arm/v7 linux/arm64",
                "linux/arm/v4    | linux/arm/v4 | linux/arm linux/arm/v5 linux/arm/v6 linux/arm64",
                "linux/arm64     | linux/arm64 linux/arm64/v8 linux/arm/v8 linux/arm/v7 linux/arm linux/arm/v6 linux/arm/v5"
                        + " | linux/amd64 linux/arm/v4 linux/arm/v9 linux/arm64/v8.1 linux/arm64/v9 windows/arm",
                "linux/arm64/v8.1 | linux/arm64/v8.1 linux/arm64 linux/arm/v8 linux/arm/v7 linux/arm/v6 linux/arm/v5"
                        + " | linux/amd64 linux/arm/v4 linux/arm/v9 linux/arm64/v8.2 linux/arm64/v9",
                "linux/arm64/v9  | linux/arm64/v9 linux/arm64/v9.0 linux/arm64/v8.5 linux/arm64/v8.4 linux/arm64/v8.3"
                        + " linux/arm64/v8.2 linux/arm64/v8.1 linux/arm64 linux/arm/v8 linux/arm/v7 linux/arm/v5"
                        + " | linux/amd64 linux/arm/v4 linux/arm64/v8.6 linux/arm64/v9.1",
                "linux/arm64/v9.6 | linux/arm64/v9.6 linux/arm64/v9.5 linux/arm64/v9.1 linux/arm64/v9 linux/arm64/v8.9"
                        + " linux/arm64/v8.1 linux/arm64/v8 linux/arm/v8 linux/arm linux/arm/v6 linux/arm/v5"
                        + " | linux/amd64 linux/arm/v4 linux/arm64/v9.7 linux/arm64/v8.10 windows/arm",
                "linux/arm64/v9.7 | linux/arm64/v9.7 linux/arm64/v9 linux/arm64/v8.9 linux/arm64 linux/arm/v5 | linux/arm/v4",
                "linux/arm64/v9.9 | linux/arm64/v9.9 | linux/arm64/v9.8 linux/arm64/v9 linux/arm64 linux/arm/v8",
                "linux/arm64/v12  | linux/arm64/v12 | linux/arm64/v9 linux/arm64 linux/arm/v8",
                "linux/amd64/v123456789 | linux/amd64/v123456789 linux/386 | linux/amd64/v4 linux/amd64",
                "linux/riscv64   | linux/riscv64 | linux/amd64 linux/riscv64/rva22"
            })
    void onlyTakesWhatRunsOnAPlatformTheBestFirst(String wanted, String matching, String others) {
        PlatformMatcher matcher = PlatformMatcher.only(Platform.parse(wanted));
        assertMatches(matcher, matching, others);
        List<Platform> inOrder = platforms(matching);
        for (int i = 1; i < inOrder.size(); i++) {
            assertThat(matcher.compare(inOrder.get(i - 1), inOrder.get(i)))
                    .as("%s before %s", inOrder.get(i - 1), inOrder.get(i))
                    .isLessThanOrEqualTo(0);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "linux/amd64     | linux/amd64 linux/amd64/v1 | linux/386 linux/amd64/v2 linux/arm64 windows/amd64",
                "linux/386       | linux/386 | linux/amd64 linux/arm/v7",
                "windows/amd64   | windows/amd64 windows(10.0.17763)/amd64 | linux/amd64 windows/arm",
                "windows(10.0.17763)/amd64 | windows/amd64 windows(10.0.17763)/amd64 windows(10.0.17763.9)/amd64"
                        + " | windows(10.0.17764)/amd64 linux/amd64",
                "linux/arm/v8    | linux/arm/v8 | linux/arm linux/arm/v7 linux/arm64",
                "linux/arm/v7    | linux/arm/v7 linux/arm | linux/arm/v6 linux/arm/v8",
                "linux/arm64     | linux/arm64 linux/arm64/v8 | linux/arm/v8 linux/arm64/v9 linux/arm",
                "linux/arm64/v8.1 | linux/arm64/v8.1 | linux/arm64 linux/arm64/v9 linux/arm/v8",
                "linux/arm64/v9  | linux/arm64/v9 linux/arm64/v9.0 | linux/arm64 linux/arm64/v8.1",
                "linux/arm64/v9.5 | linux/arm64/v9.5 | linux/arm64/v9.4 linux/arm64/v9 linux/arm64"
            })
    void onlyStrictTakesNothingMerelyCompatible(String wanted, String matching, String others) {
        assertMatches(PlatformMatcher.onlyStrict(Platform.parse(wanted)), matching, others);
    }

    @ParameterizedTest
    @CsvSource({
        "17763, 17763, true", "17763, 20348, false", "20348, 17763, false", "20348, 20348, true",
        "22621, 17763, false", "22621, 20348, true", "25398, 17763, false", "25398, 20348, true",
        "26100, 20348, true", "26100, 22621, true", "26100, 26100, true", "20348, 26100, false",
        "20348, 22621, false", "26200, 22621, false", "26200, 26100, true"
    })
    void windowsHostsRunWhatTheirBuildCan(int host, int container, boolean runs) {
        PlatformMatcher matcher = PlatformMatcher.only(windows("10.0." + host + ".1"));
        assertThat(matcher.matches(windows("10.0." + container + ".2"))).isEqualTo(runs);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "10.0.20348, -,                 true",
                "10.0.20348, 6.3.20348,         false",
                "10.0.20348, 10.1.20348,        false",
                "10.0.20348, 10.0,              false",
                "10.0.20348, nonsense,          false",
                "10.0.20348, 10.0.99999,        false",
                "10.0.20348, 10.0.20348.x.y.z,  true",
                "-,          10.0.14393,        true",
                "10.0,       10.0.14393,        true",
                "nonsense,   10.0.14393,        true",
                "10.0.99999, 10.0.14393,        true"
            })
    void windowsVersionsThatCannotBeReadRunAnythingAsHostAndNothingAsContainer(
            String host, String container, boolean runs) {
        assertThat(PlatformMatcher.only(windows(host)).matches(windows(container)))
                .isEqualTo(runs);
    }

    @Test
    void versionsOfOtherSystemsDoNotMatter() {
        PlatformMatcher matcher = PlatformMatcher.only(Platform.parse("linux(7.2)/amd64"));
        assertThat(matcher.matches(Platform.parse("linux(7.1)/amd64"))).isTrue();
    }

    @Test
    void demandedFeaturesMustBeOffered() {
        PlatformMatcher matcher = PlatformMatcher.only(Platform.parse("linux(+gpu+simd)/amd64"));
        assertMatches(
                matcher,
                "linux/amd64 linux(+gpu)/amd64 linux(+simd)/amd64 linux(+simd+gpu)/amd64 linux(+gpu)/386",
                "linux(+erofs)/amd64 linux(+gpu+erofs)/amd64 linux(+gpu+simd+x)/amd64");
    }

    @Test
    void anOldFeatureOfWindowsImagesIsIgnored() {
        PlatformMatcher matcher = PlatformMatcher.only(Platform.parse("windows/amd64"));
        assertMatches(matcher, "windows(+win32k)/amd64", "windows(+other)/amd64");
        assertMatches(PlatformMatcher.only(Platform.parse("linux/amd64")), "linux/amd64", "linux(+win32k)/amd64");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "linux/amd64               | windows/amd64 linux/amd64 linux(+other)/amd64 linux/arm64"
                        + " | linux/amd64 linux(+other)/amd64 windows/amd64 linux/arm64",
                "linux(+none)/amd64        | windows/amd64 linux/amd64 linux/arm64 linux(+other)/amd64"
                        + " | linux/amd64 linux(+other)/amd64 windows/amd64 linux/arm64",
                "linux(+other)/amd64       | windows/amd64 linux/amd64 linux/arm64 linux(+other)/amd64"
                        + " | linux(+other)/amd64 linux/amd64 windows/amd64 linux/arm64",
                "linux(+af+other+zf)/amd64 | windows/amd64 linux/amd64 linux/arm64 linux(+other)/amd64"
                        + " | linux(+other)/amd64 linux/amd64 windows/amd64 linux/arm64",
                "linux(+f1+f2)/amd64       | linux/amd64 linux(+f2)/amd64 linux(+f1)/amd64 linux(+f1+f2)/amd64"
                        + " | linux(+f1+f2)/amd64 linux(+f2)/amd64 linux(+f1)/amd64 linux/amd64",
                "linux(7.2+other)/amd64    | linux/amd64 linux(+other)/amd64 linux(7.1)/amd64 linux(7.2+other)/amd64"
                        + " | linux(+other)/amd64 linux(7.2+other)/amd64 linux/amd64 linux(7.1)/amd64"
            })
    void moreFeaturesArePreferred(String wanted, String given, String sorted) {
        Platform platform = Platform.parse(wanted);
        for (PlatformMatcher matcher : List.of(
                PlatformMatcher.only(platform),
                PlatformMatcher.onlyStrict(platform),
                PlatformMatcher.ordered(List.of(platform)),
                PlatformMatcher.any(List.of(platform)))) {
            assertThat(platforms(given).stream().sorted(matcher::compare)).isEqualTo(platforms(sorted));
        }
    }

    @Test
    void orderedPrefersWhatIsNamedFirst() {
        Platform arm = Platform.parse("linux/arm64");
        Platform intel = Platform.parse("linux/amd64");
        assertThat(PlatformMatcher.ordered(List.of(arm, intel)).compare(arm, intel))
                .isNegative();
        assertThat(PlatformMatcher.ordered(List.of(intel, arm)).compare(arm, intel))
                .isPositive();
        assertThat(PlatformMatcher.any(List.of(intel, arm)).compare(arm, intel)).isZero();
        assertThat(PlatformMatcher.any(List.of(intel)).compare(arm, intel)).isPositive();
        assertThat(PlatformMatcher.any(List.of()).matches(intel)).isFalse();
    }

    @Test
    void allTakesEverythingAndPrefersNothing() {
        Platform unknown = Platform.of("unknown", "unknown");
        assertThat(PlatformMatcher.all().matches(unknown)).isTrue();
        assertThat(PlatformMatcher.all().compare(unknown, Platform.parse("linux")))
                .isZero();
    }

    @Test
    void saysWhatItLooksFor() {
        assertThat(PlatformMatcher.only(Platform.parse("linux/arm/v6"))).hasToString("linux/arm/v6, linux/arm/v5");
        assertThat(PlatformMatcher.all()).hasToString("all platforms");
    }

    private static Platform windows(String version) {
        return new Platform("windows", "amd64", null, version, List.of());
    }

    private static List<Platform> platforms(String specifiers) {
        return Arrays.stream(specifiers.trim().split(" +")).map(Platform::parse).toList();
    }

    private static void assertMatches(PlatformMatcher matcher, String matching, String others) {
        Stream.of(matching, others).flatMap(s -> platforms(s).stream()).forEach(platform -> assertThat(
                        matcher.matches(platform))
                .as("%s matches %s", matcher, platform)
                .isEqualTo(platforms(matching).contains(platform)));
    }
}
