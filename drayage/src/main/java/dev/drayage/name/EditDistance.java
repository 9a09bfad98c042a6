package dev.drayage.name;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** How many letters have to be changed, added, removed or swapped with the next to make one word of another. */
public final class EditDistance {
    /** What is farther away was not meant. */
    private static final int NEAR = 2;

    private EditDistance() {}

    static int between(String first, String second) {
        int[] beforeLast = new int[second.length() + 1];
        int[] last = new int[second.length() + 1];
        int[] row = new int[second.length() + 1];
        for (int j = 0; j <= second.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= first.length(); i++) {
            int[] spare = beforeLast;
            beforeLast = last;
            last = row;
            row = spare;
            row[0] = i;
            for (int j = 1; j <= second.length(); j++) {
                int change = first.charAt(i - 1) == second.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + change);
                if (i > 1
                        && j > 1
                        && first.charAt(i - 1) == second.charAt(j - 2)
                        && first.charAt(i - 2) == second.charAt(j - 1)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
        }
        return row[second.length()];
    }

    /**
     * The nearest of some words, if it is near: at most two letters away, and at most a third of its letters, so that
     * short words are not taken for each other. Upper and lower case are the same.
     */
    public static Optional<String> nearest(String word, Collection<String> candidates) {
        String lower = word.toLowerCase(Locale.ROOT);
        // No word is near another of which it is not nearly the length: nothing is computed of long ones.
        return candidates.stream()
                .filter(candidate -> Math.abs(candidate.length() - lower.length()) <= NEAR)
                .filter(candidate -> between(lower, candidate) <= Math.min(NEAR, candidate.length() / 3))
                .min(Comparator.comparingInt(candidate -> between(lower, candidate)));
    }
}
