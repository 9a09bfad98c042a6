package dev.drayage.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.testkit.Randomized;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What holds for every matcher and any platforms. */
class PlatformMatcherLawsTest {
    private static final int RUNS = 5000;

    @Test
    void compareIsATotalOrderOfGroups() {
        Randomized.check(RUNS, random -> {
            PlatformMatcher matcher = matcher(random);
            Platform a = platform(random);
            Platform b = platform(random);
            Platform c = platform(random);
            assertThat(matcher.compare(a, a)).isZero();
            assertThat(Integer.signum(matcher.compare(a, b))).isEqualTo(-Integer.signum(matcher.compare(b, a)));
            if (matcher.compare(a, b) <= 0 && matcher.compare(b, c) <= 0) {
                assertThat(matcher.compare(a, c)).as("%s %s %s", a, b, c).isLessThanOrEqualTo(0);
            }
        });
    }

    @Test
    void whatMatchesComesBeforeWhatDoesNot() {
        Randomized.check(RUNS, random -> {
            PlatformMatcher matcher = matcher(random);
            Platform a = platform(random);
            Platform b = platform(random);
            if (matcher.matches(a) && !matcher.matches(b)) {
                assertThat(matcher.compare(a, b)).isNegative();
            }
        });
    }

    @Test
    void onlyTakesThePlatformItselfAndPrefersItToAnyOther() {
        Randomized.check(RUNS, random -> {
            Platform wanted = platform(random);
            PlatformMatcher matcher = PlatformMatcher.only(wanted);
            assertThat(matcher.matches(wanted)).isTrue();
            Platform other = platform(random);
            // The feature that Windows ignores in matching still counts as one more when two match.
            if (!other.osFeatures().contains("win32k")) {
                assertThat(matcher.compare(wanted, other))
                        .as("%s, %s", wanted, other)
                        .isLessThanOrEqualTo(0);
            }
        });
    }

    @Test
    void onlyTakesAllThatOnlyStrictTakes() {
        Randomized.check(RUNS, random -> {
            Platform wanted = platform(random);
            Platform other = platform(random);
            if (PlatformMatcher.onlyStrict(wanted).matches(other)) {
                assertThat(PlatformMatcher.only(wanted).matches(other)).isTrue();
            }
        });
    }

    @Test
    void spellingDoesNotMatter() {
        Randomized.check(RUNS, random -> {
            PlatformMatcher matcher = matcher(random);
            Platform a = platform(random);
            assertThat(matcher.matches(a.normalized())).isEqualTo(matcher.matches(a));
        });
    }

    private static PlatformMatcher matcher(Random random) {
        List<Platform> platforms = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            platforms.add(platform(random));
        }
        return switch (random.nextInt(5)) {
            case 0 -> PlatformMatcher.only(platforms.get(0));
            case 1 -> PlatformMatcher.onlyStrict(platforms.get(0));
            case 2 -> PlatformMatcher.ordered(platforms);
            case 3 -> PlatformMatcher.any(platforms);
            default -> PlatformMatcher.all();
        };
    }

    /** Few enough kinds that many match each other. */
    private static Platform platform(Random random) {
        return new Platform(
                Randomized.oneOf(random, List.of("linux", "linux", "Linux", "windows", "")),
                Randomized.oneOf(random, List.of("amd64", "x86_64", "386", "arm", "armhf", "arm64", "aarch64", "")),
                Randomized.oneOf(random, List.of("", "", "v5", "v7", "7", "v8", "v8.1", "v9", "v9.4", "v10", "v2")),
                Randomized.oneOf(random, List.of("", "", "10.0.17763", "10.0.20348", "10.0.26100", "1")),
                Randomized.oneOf(
                        random, List.of(List.of(), List.of(), List.of("b", "a"), List.of("a"), List.of("win32k"))));
    }
}
