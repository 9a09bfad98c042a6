package dev.drayage.list;

import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version as tags have it: {@code 1.2.3}, {@code v1.2}, {@code 3-rc.1}; what is missing is 0.
 *
 * @param prerelease what follows the hyphen; empty if there is nothing
 */
record Semver(BigInteger major, BigInteger minor, BigInteger patch, String prerelease) implements Comparable<Semver> {
    private static final Pattern VERSION = Pattern.compile(
            "v?(\\d{1,18})(?:\\.(\\d{1,18}))?(?:\\.(\\d{1,18}))?(?:-([0-9A-Za-z.-]+))?(?:\\+[0-9A-Za-z.-]+)?");

    static Optional<Semver> parse(String text) {
        Matcher parts = VERSION.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        return Optional.of(new Semver(
                number(parts.group(1)),
                number(parts.group(2)),
                number(parts.group(3)),
                Optional.ofNullable(parts.group(4)).orElse("")));
    }

    private static BigInteger number(String text) {
        return text == null ? BigInteger.ZERO : new BigInteger(text);
    }

    @Override
    public int compareTo(Semver other) {
        int numbers = major.compareTo(other.major);
        numbers = numbers != 0 ? numbers : minor.compareTo(other.minor);
        numbers = numbers != 0 ? numbers : patch.compareTo(other.patch);
        if (numbers != 0 || prerelease.equals(other.prerelease)) {
            return numbers;
        }
        if (prerelease.isEmpty() || other.prerelease.isEmpty()) {
            return prerelease.isEmpty() ? 1 : -1;
        }
        String[] mine = prerelease.split("\\.", -1);
        String[] its = other.prerelease.split("\\.", -1);
        for (int i = 0; i < Math.min(mine.length, its.length); i++) {
            int compared = compareIdentifiers(mine[i], its[i]);
            if (compared != 0) {
                return compared;
            }
        }
        return Integer.compare(mine.length, its.length);
    }

    /** Numbers come before words. */
    private static int compareIdentifiers(String one, String other) {
        boolean isNumber = one.matches("\\d+");
        boolean otherIsNumber = other.matches("\\d+");
        if (isNumber && otherIsNumber) {
            return new BigInteger(one).compareTo(new BigInteger(other));
        }
        return isNumber != otherIsNumber ? (isNumber ? -1 : 1) : one.compareTo(other);
    }
}
