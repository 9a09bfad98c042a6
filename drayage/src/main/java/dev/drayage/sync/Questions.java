package dev.drayage.sync;

import dev.drayage.task.TaskScope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** Questions to registries, which answer several at once. */
final class Questions {
    private static final int THREADS = 16;

    private Questions() {}

    /** A question about one of several things. */
    @FunctionalInterface
    interface Question<T, R> {
        @Nullable
        R ask(T about) throws IOException;
    }

    /**
     * Asks one about each, several at once.
     *
     * @param threads what the threads are called that ask
     * @return what came of them in the order of the things, without what came to nothing
     */
    static <T, R> List<R> ask(String threads, List<T> things, Question<T, R> question) throws IOException {
        AtomicReferenceArray<R> responses = new AtomicReferenceArray<>(things.size());
        try (TaskScope scope = TaskScope.open(threads, Math.max(1, Math.min(THREADS, things.size())))) {
            for (int i = 0; i < things.size(); i++) {
                int at = i;
                scope.fork(() -> {
                    R response = question.ask(things.get(at));
                    if (response != null) {
                        responses.set(at, response);
                    }
                });
            }
            scope.join();
        }
        List<R> found = new ArrayList<>();
        for (int i = 0; i < things.size(); i++) {
            R response = responses.get(i);
            if (response != null) {
                found.add(response);
            }
        }
        return found;
    }
}
