package dev.drayage.storage.collect;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A tag as a version. A leading {@code v} is no part of it, minor and patch level may be missing, and so may be what follows
 * a plus sign, which tags cannot have.
 *
 * @param isVersion whether it is one at all
 * @param numbers major, minor, patch
 * @param before what a version that is not yet released has behind a hyphen, by dots; empty for one that is
 */
record TagVersion(boolean isVersion, List<BigInteger> numbers, List<String> before) {
    /** As Semantic Versioning has it (2.0.0, item 11); what is no version comes before all that are. */
    static final Comparator<TagVersion> ORDER = TagVersion::compare;

    private static final Pattern FORM =
            Pattern.compile("v?([0-9]{1,40})(?:\\.([0-9]{1,40}))?(?:\\.([0-9]{1,40}))?(?:-([0-9A-Za-z.-]+))?");
    private static final int PARTS = 3;

    static TagVersion of(String tag) {
        Matcher form = FORM.matcher(tag);
        if (!form.matches()) {
            return new TagVersion(false, List.of(), List.of());
        }
        BigInteger[] numbers = new BigInteger[PARTS];
        for (int i = 0; i < PARTS; i++) {
            String number = form.group(i + 1);
            numbers[i] = number == null ? BigInteger.ZERO : new BigInteger(number);
        }
        String before = form.group(PARTS + 1);
        return new TagVersion(true, Arrays.asList(numbers), before == null ? List.of() : List.of(before.split("\\.")));
    }

    private static int compare(TagVersion one, TagVersion other) {
        if (one.isVersion != other.isVersion) {
            return Boolean.compare(one.isVersion, other.isVersion);
        }
        for (int i = 0; i < one.numbers.size(); i++) {
            int order = one.numbers.get(i).compareTo(other.numbers.get(i));
            if (order != 0) {
                return order;
            }
        }
        if (one.before.isEmpty() || other.before.isEmpty()) {
            return Boolean.compare(one.before.isEmpty(), other.before.isEmpty());
        }
        for (int i = 0; i < Math.min(one.before.size(), other.before.size()); i++) {
            int order = comparePart(one.before.get(i), other.before.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(one.before.size(), other.before.size());
    }

    private static int comparePart(String one, String other) {
        boolean isNumber = one.matches("[0-9]+");
        if (isNumber && other.matches("[0-9]+")) {
            return new BigInteger(one).compareTo(new BigInteger(other));
        }
        return isNumber || other.matches("[0-9]+") ? Boolean.compare(!isNumber, isNumber) : one.compareTo(other);
    }
}
