package dev.drayage.registry.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a {@code Retry-After} header asks for (RFC 9110, section 10.2.3). */
final class RetryAfter {
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");

    private RetryAfter() {}

    /** The wait that it asks for, in seconds or as a date; empty if it is neither. */
    static Optional<Duration> parse(String header, Instant now) {
        String text = header.strip();
        if (!DIGITS.matcher(text).matches()) {
            return date(text, now);
        }
        try {
            return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        } catch (NumberFormatException e) {
            // More seconds than there are numbers for is for ever.
            return Optional.of(Duration.ofSeconds(Long.MAX_VALUE));
        }
    }

    private static Optional<Duration> date(String text, Instant now) {
        try {
            Instant until = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text));
            Duration wait = Duration.between(now, until);
            return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }
}
