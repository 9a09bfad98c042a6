package dev.drayage.testkit;

import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * Runs a property over random input. Each run has its own seed; a failure names it, and {@code -Ddrayage.seed=N} repeats
 * that run alone.
 */
public final class Randomized {
    private static final String SEED = "drayage.seed";

    private Randomized() {}

    /** A property that may throw what it likes. */
    @FunctionalInterface
    public interface Property {
        /** Checks it once, with input made from {@code random} alone. */
        void check(Random random) throws Exception;
    }

    /** Checks a property {@code runs} times. */
    public static void check(int runs, Property property) {
        Long only = Long.getLong(SEED);
        SplittableRandom seeds = new SplittableRandom();
        for (int run = 0; run < (only == null ? runs : 1); run++) {
            long seed = only == null ? seeds.nextLong() : only;
            try {
                property.check(new Random(seed));
            } catch (Exception | AssertionError | StackOverflowError e) {
                throw new AssertionError("failed with -D" + SEED + "=" + seed + ": " + e, e);
            }
        }
    }

    /** One of several, each as likely as the others. */
    public static <T> T oneOf(Random random, List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
