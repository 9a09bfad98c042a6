package dev.drayage.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Text can be read on what is behind it, by the formula of WCAG 2. */
class ContrastTest {
    private static final Pattern COLOUR = Pattern.compile("--([a-z-]+): #([0-9a-f]{6});");
    private static final List<String> TEXTS =
            List.of("ink", "quiet", "accent", "comment", "string", "keyword", "option", "amber");
    private static final List<String> GROUNDS = List.of("paper", "panel", "raised");

    @ParameterizedTest
    @ValueSource(strings = {"site.css", "javadoc.css"})
    void everyTextHasAContrastOfAtLeastFourAndAHalf(String sheet) throws IOException {
        String css = Assets.text(sheet);
        int dark = css.indexOf("@media (prefers-color-scheme: dark)");
        assertThat(dark).isPositive();
        check(colours(css.substring(0, dark)));
        check(colours(css.substring(dark)));
    }

    private static void check(Map<String, String> colours) {
        assertThat(colours).containsKeys("ink", "quiet", "accent", "paper", "panel", "raised", "on-accent");
        for (String text : TEXTS) {
            for (String ground : GROUNDS) {
                if (colours.containsKey(text)) {
                    assertThat(contrast(colours, text, ground))
                            .as(text + " on " + ground)
                            .isGreaterThanOrEqualTo(4.5);
                }
            }
        }
        assertThat(contrast(colours, "on-accent", "accent")).isGreaterThanOrEqualTo(4.5);
        assertThat(contrast(colours, "ink", "accent-soft")).isGreaterThanOrEqualTo(4.5);
    }

    private static Map<String, String> colours(String css) {
        Map<String, String> colours = new HashMap<>();
        for (Matcher colour = COLOUR.matcher(css); colour.find(); ) {
            colours.putIfAbsent(colour.group(1), colour.group(2));
        }
        return colours;
    }

    private static double contrast(Map<String, String> colours, String one, String other) {
        double a = luminance(Objects.requireNonNull(colours.get(one), one));
        double b = luminance(Objects.requireNonNull(colours.get(other), other));
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    private static double luminance(String colour) {
        return 0.2126 * channel(colour, 0) + 0.7152 * channel(colour, 2) + 0.0722 * channel(colour, 4);
    }

    private static double channel(String colour, int at) {
        double value = Integer.parseInt(colour.substring(at, at + 2), 16) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }
}
