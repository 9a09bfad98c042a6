package dev.drayage.registry.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.regex.Pattern;

/** How long to wait before an attempt: exponentially longer, with jitter, or as long as the registry asks. */
final class Backoff {
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");

    private final TransportOptions options;
    private final Time time;
    private final DoubleSupplier random;

    /** @param random numbers from 0 to 1, which keep many clients from coming back at the same moment */
    Backoff(TransportOptions options, Time time, DoubleSupplier random) {
        this.options = options;
        this.time = time;
        this.random = random;
    }

    /** The wait after the given number of failed attempts: between half and all of what doubling gives. */
    Duration after(int failed) {
        double doubled = (double) options.firstDelay().toNanos() * Math.pow(2, failed - 1);
        double most = Math.min(doubled, (double) options.maxDelay().toNanos());
        return Duration.ofNanos((long) (most * (0.5 + random.getAsDouble() / 2)));
    }

    /** What a {@code Retry-After} header asks for, in seconds or as a date; empty if it is neither. */
    Optional<Duration> asked(String retryAfter) {
        String text = retryAfter.strip();
        if (!DIGITS.matcher(text).matches()) {
            return date(text);
        }
        try {
            return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        } catch (NumberFormatException e) {
            // More seconds than there are numbers for is for ever.
            return Optional.of(Duration.ofSeconds(Long.MAX_VALUE));
        }
    }

    private Optional<Duration> date(String text) {
        try {
            Instant until = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text));
            Duration wait = Duration.between(time.now(), until);
            return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }
}
