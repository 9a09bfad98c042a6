package dev.drayage.sync;

import dev.drayage.list.WantedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was found out about an image of a list, or why it was not.
 *
 * @param value what was found out; null if it failed, or there is nothing
 * @param failure why it failed; null if it did not
 */
record Outcome<T>(@Nullable T value, SyncPlan.@Nullable Failure failure) {
    /** Something that may fail. */
    @FunctionalInterface
    interface Finding<T> {
        @Nullable
        T find() throws IOException;
    }

    /** What comes of a question about an image; what is the end of everything is thrown on. */
    static <T> Outcome<T> of(WantedImage image, Finding<T> finding) throws IOException {
        try {
            return new Outcome<>(finding.find(), null);
        } catch (IOException e) {
            return new Outcome<>(null, Planning.failure(image, e));
        } catch (IllegalArgumentException e) {
            return new Outcome<>(null, Planning.failure(image, e));
        }
    }

    /** Those that failed, in order. */
    static List<SyncPlan.Failure> failures(List<? extends Outcome<?>> outcomes) {
        List<SyncPlan.Failure> failures = new ArrayList<>();
        for (Outcome<?> outcome : outcomes) {
            if (outcome.failure() != null) {
                failures.add(outcome.failure());
            }
        }
        return failures;
    }
}
