package dev.drayage.list;

import dev.drayage.json.Quotes;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which versions are wanted, written as skopeo's lists have it: comparisons such as {@code >=3.14}, {@code ~1.2},
 * {@code ^2}, {@code 1.x} or {@code 1.2 - 1.4}, all of those between commas or blanks, any of those between {@code ||}. A
 * version before a release is wanted only by comparisons that name one.
 */
final class SemverRange implements TagRule {
    private static final Pattern HYPHEN = Pattern.compile("\\s*(\\S+)\\s+-\\s+(\\S+)\\s*");
    private static final Pattern COMPARISON = Pattern.compile(
            "(=|==|!=|>|<|>=|=>|<=|=<|~|~>|\\^|)\\s*(v?(?:\\d{1,18}|[xX*])(?:\\.(?:\\d{1,18}|[xX*])){0,2})"
                    + "(-[0-9A-Za-z.-]+)?(?:\\+[0-9A-Za-z.-]+)?");
    private static final Pattern ALL = Pattern.compile(
            "\\s*+" + COMPARISON.pattern() + "(?:(?:[\\s,]++|(?=[=!<>~^]))" + COMPARISON.pattern() + ")*+[\\s,]*+");

    private final List<List<Predicate<Semver>>> alternatives = new ArrayList<>();

    private SemverRange() {}

    /**
     * Reads a range.
     *
     * @throws IllegalArgumentException if it is none
     */
    static SemverRange parse(String text) {
        SemverRange range = new SemverRange();
        for (String alternative : text.split("\\|\\|", -1)) {
            Matcher hyphen = HYPHEN.matcher(alternative);
            String written = hyphen.matches() ? ">=" + hyphen.group(1) + " <=" + hyphen.group(2) : alternative;
            if (written.length() > 1000 || !ALL.matcher(written).matches()) {
                throw new IllegalArgumentException(
                        Quotes.quote(text) + " is no range of versions, such as >=1.2.3, ~1.2 or 1.x");
            }
            List<Predicate<Semver>> comparisons = new ArrayList<>();
            for (Matcher each = COMPARISON.matcher(written); each.find(); ) {
                comparisons.add(comparison(
                        each.group(1),
                        each.group(2),
                        each.group(3) == null ? "" : each.group(3).substring(1)));
            }
            range.alternatives.add(comparisons);
        }
        return range;
    }

    @Override
    public boolean accepts(String tag) {
        return Semver.parse(tag)
                .filter(version ->
                        alternatives.stream().anyMatch(all -> all.stream().allMatch(one -> one.test(version))))
                .isPresent();
    }

    private static Predicate<Semver> comparison(String operator, String written, String prerelease) {
        String[] parts = written.replaceFirst("^v", "").split("\\.", -1);
        List<BigInteger> numbers = new ArrayList<>();
        for (String part : parts) {
            if (!part.matches("\\d+")) {
                break;
            }
            numbers.add(new BigInteger(part));
        }
        int given = numbers.size();
        while (numbers.size() < 3) {
            numbers.add(BigInteger.ZERO);
        }
        Semver low = new Semver(numbers.get(0), numbers.get(1), numbers.get(2), prerelease);
        Predicate<Semver> compared =
                switch (operator) {
                    case ">" -> given == 3 ? is(low, 1) : from(next(low, given));
                    case ">=", "=>" -> from(low);
                    case "<" -> is(low, -1);
                    case "<=", "=<" ->
                        given == 3
                                ? from(low).negate().or(is(low, 0))
                                : from(next(low, given)).negate();
                    case "~", "~>" -> within(low, next(low, Math.min(given, 2)));
                    case "^" -> within(low, next(low, caret(low, given)));
                    case "!=" -> (given == 3 ? is(low, 0) : within(low, next(low, given))).negate();
                    default -> given == 3 ? is(low, 0) : within(low, next(low, given));
                };
        return version -> (version.prerelease().isEmpty() || !prerelease.isEmpty()) && compared.test(version);
    }

    private static Predicate<Semver> is(Semver bound, int sign) {
        return version -> Integer.signum(version.compareTo(bound)) == sign;
    }

    private static Predicate<Semver> from(Semver low) {
        return version -> version.compareTo(low) >= 0;
    }

    private static Predicate<Semver> within(Semver low, Semver end) {
        return version -> version.compareTo(low) >= 0 && version.compareTo(end) < 0;
    }

    /** How many numbers stay the same: up to the first that is not 0. */
    private static int caret(Semver low, int given) {
        if (given <= 1 || low.major().signum() > 0) {
            return Math.min(given, 1);
        }
        return given == 2 || low.minor().signum() > 0 ? 2 : 3;
    }

    /** The first version of which the first so many numbers are others. */
    private static Semver next(Semver low, int same) {
        BigInteger one = BigInteger.ONE;
        return switch (same) {
            case 0 -> new Semver(BigInteger.TEN.pow(19), BigInteger.ZERO, BigInteger.ZERO, "");
            case 1 -> new Semver(low.major().add(one), BigInteger.ZERO, BigInteger.ZERO, "");
            case 2 -> new Semver(low.major(), low.minor().add(one), BigInteger.ZERO, "");
            default -> new Semver(low.major(), low.minor(), low.patch().add(one), "");
        };
    }
}
