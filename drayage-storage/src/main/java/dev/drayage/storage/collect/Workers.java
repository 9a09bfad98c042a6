package dev.drayage.storage.collect;

import dev.drayage.task.TaskScope;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Several threads that each take the next thing to do until there is none: nothing waits in memory. */
final class Workers {
    private final int parallelism;

    Workers(int parallelism) {
        this.parallelism = parallelism;
    }

    int parallelism() {
        return parallelism;
    }

    /** Where things to do come from; asked by one thread at a time. */
    interface Source<T> {
        /** The next; null if there is none. */
        @Nullable
        T next() throws IOException;
    }

    /** What is done with each, by several threads at the same time. */
    interface Work<T> {
        void accept(T item) throws IOException;
    }

    /** Does everything, and returns when it is done; the first failure ends the rest. */
    <T> void run(String name, Source<T> source, Work<T> work) throws IOException {
        if (parallelism == 1) {
            for (T item = source.next(); item != null; item = source.next()) {
                work.accept(item);
            }
            return;
        }
        try (TaskScope scope = TaskScope.open("dray-" + name, parallelism)) {
            Object turn = new Object();
            for (int i = 0; i < parallelism; i++) {
                scope.fork(() -> {
                    for (T item = take(source, turn); item != null; item = take(source, turn)) {
                        work.accept(item);
                    }
                });
            }
            scope.join();
        }
    }

    private static <T> @Nullable T take(Source<T> source, Object turn) throws IOException {
        synchronized (turn) {
            return source.next();
        }
    }
}
