package dev.drayage.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as options have them: a number with ms, s, m, h or d. */
final class WrittenDuration {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    private WrittenDuration() {}

    /** A time as people read it, in whole seconds: {@code 3m36s}. */
    static String text(Duration time) {
        String hours = time.toHours() == 0 ? "" : time.toHours() + "h";
        String minutes = time.toMinutesPart() == 0 ? "" : time.toMinutesPart() + "m";
        String seconds = time.toSecondsPart() == 0 ? "" : time.toSecondsPart() + "s";
        String text = hours + minutes + seconds;
        return text.isEmpty() ? "0s" : text;
    }

    /** The time; empty if it is not one. */
    static Optional<Duration> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(form.group(1));
        return Optional.of(
                switch (form.group(2)) {
                    case "ms" -> Duration.ofMillis(number);
                    case "s" -> Duration.ofSeconds(number);
                    case "m" -> Duration.ofMinutes(number);
                    case "h" -> Duration.ofHours(number);
                    default -> Duration.ofDays(number);
                });
    }
}
