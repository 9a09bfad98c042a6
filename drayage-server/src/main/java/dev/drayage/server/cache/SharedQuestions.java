package dev.drayage.server.cache;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Lets all who ask the same at the same time wait for one answer, which is forgotten as soon as it is there. Questions are
 * asked by threads of their own: whoever has something else to offer need not wait to the end. Thread-safe.
 */
final class SharedQuestions implements Closeable {
    private static final int AT_ONCE = 32;

    private final Map<Question, CompletableFuture<?>> asked = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor threads = CacheThreads.of("dray-cache-ask", AT_ONCE);

    /**
     * What makes two questions the same.
     *
     * @param kind what kind of question
     * @param repository in which repository
     * @param subject about what: a tag or digest
     */
    record Question(String kind, String repository, String subject) {}

    /** Asks, or waits for who asks already. */
    <T> T ask(Question question, Callable<T> asking) throws IOException {
        try {
            return this.<T>join(question, asking).get();
        } catch (ExecutionException e) {
            throw failed(e);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    /** The same, for at most so long; empty if there is no answer by then. */
    <T> Optional<T> ask(Question question, Callable<T> asking, Duration most) throws IOException {
        try {
            return Optional.of(this.<T>join(question, asking).get(most.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw failed(e);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    @SuppressWarnings("unchecked") // one kind of question has one kind of answer
    private <T> CompletableFuture<T> join(Question question, Callable<T> asking) {
        CompletableFuture<T> mine = new CompletableFuture<>();
        CompletableFuture<T> first = (CompletableFuture<T>) asked.putIfAbsent(question, mine);
        if (first != null) {
            return first;
        }
        try {
            threads.execute(() -> answer(question, asking, mine));
        } catch (RuntimeException e) {
            asked.remove(question, mine);
            mine.completeExceptionally(CacheStore.closed());
        }
        return mine;
    }

    /** Forgotten first: who asks after the answer is given asks anew. */
    private <T> void answer(Question question, Callable<T> asking, CompletableFuture<T> mine) {
        try {
            T found = asking.call();
            asked.remove(question, mine);
            mine.complete(found);
        } catch (Throwable e) { // whoever waits must hear of it
            asked.remove(question, mine);
            mine.completeExceptionally(e);
        }
    }

    private static IOException failed(ExecutionException e) {
        Throwable cause = e.getCause();
        if (cause instanceof RuntimeException unexpected) {
            throw unexpected;
        }
        if (cause instanceof Error serious) {
            throw serious;
        }
        return cause instanceof IOException failure ? failure : new IOException(cause);
    }

    private static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted while waiting for the upstream");
    }

    @Override
    public void close() throws IOException {
        CacheThreads.stop(threads);
        asked.values().forEach(waiting -> waiting.completeExceptionally(CacheStore.closed()));
    }
}
