package dev.drayage.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The launcher of the packages starts Java as that of a source checkout does; neither can call the other. */
class LauncherTest {
    private static final Path ROOT = Path.of(System.getProperty("drayage.root"));
    private static final Pattern TUNING = Pattern.compile("-Xmx\\S+(?=\")|-XX:[-+](?:Use|C1)\\w+|-XX:Tier4\\w+=\\d+");
    private static final Pattern TERMINAL = Pattern.compile("(?ms)^\\[ ! -t 1 \\].*?^fi$");
    private static final Pattern LOCALE = Pattern.compile("(?ms)^# Why a file cannot be read.*?^export LC_MESSAGES=C$");

    private static String launcher(String file) throws IOException {
        return Files.readString(ROOT.resolve(file));
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void bothTuneTheJvmAlike() throws IOException {
        assertThat(found(TUNING, launcher("packaging/dray.sh")))
                .hasSizeGreaterThan(10)
                .isEqualTo(found(TUNING, launcher("dray")));
    }

    @Test
    void bothSayTheSameOfTheTerminalAndTheLocale() throws IOException {
        for (Pattern block : List.of(TERMINAL, LOCALE)) {
            assertThat(found(block, launcher("packaging/dray.sh")))
                    .hasSize(1)
                    .isEqualTo(found(block, launcher("dray")));
        }
    }
}
