package dev.drayage.registry.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer as it comes in, a bounded stretch ahead of its reader. The client's own time-out ends with the
 * headers; this one also ends a body that stops, or comes so slowly that it might as well.
 */
final class BodyStream implements BodySubscriber<BodyStream> {
    /** Stretches asked for before they are read; the client gives a few of its buffers in each. */
    private static final int AHEAD = 4;

    private record Item(List<ByteBuffer> buffers, @Nullable Throwable failure, boolean last) {}

    private final Traffic traffic;
    private final Patience patience;
    private final LinkedBlockingQueue<Item> items = new LinkedBlockingQueue<>();
    private final ArrayDeque<ByteBuffer> current = new ArrayDeque<>();
    private Flow.@Nullable Subscription subscription;
    private boolean cancelled;
    private boolean ended;

    BodyStream(Traffic traffic) {
        this.traffic = traffic;
        this.patience = new Patience(traffic.patience());
    }

    @Override
    public CompletionStage<BodyStream> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription started) {
        synchronized (this) {
            if (cancelled || subscription != null) {
                started.cancel();
                return;
            }
            subscription = started;
        }
        started.request(AHEAD);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        items.add(new Item(buffers, null, false));
    }

    @Override
    public void onError(Throwable failure) {
        items.add(new Item(List.of(), failure, true));
    }

    @Override
    public void onComplete() {
        items.add(new Item(List.of(), null, true));
    }

    /** Reads some bytes, at least one; -1 at the end of the body. For one thread at a time. */
    int read(ByteBuffer target) throws IOException {
        while (current.isEmpty() || !current.element().hasRemaining()) {
            if (!current.isEmpty()) {
                current.remove();
            } else if (ended) {
                return -1;
            } else {
                take(next());
            }
        }
        int start = target.position();
        while (target.hasRemaining() && !current.isEmpty()) {
            ByteBuffer buffer = current.element();
            int count = Math.min(buffer.remaining(), target.remaining());
            target.put(target.position(), buffer, buffer.position(), count);
            target.position(target.position() + count);
            buffer.position(buffer.position() + count);
            if (!buffer.hasRemaining()) {
                current.remove();
            }
            // A failure has to wait: the bytes that came before it count.
            Item ready = current.isEmpty() && !ended && target.hasRemaining() ? items.peek() : null;
            if (ready != null && ready.failure() == null) {
                take(items.remove());
            }
        }
        int read = target.position() - start;
        traffic.pass(read);
        return read;
    }

    private void take(Item item) throws IOException {
        if (item.failure() != null) {
            ended = true;
            throw new IOException(messageOf(item.failure()), item.failure());
        }
        ended = item.last();
        current.addAll(item.buffers());
        if (!ended && subscription != null) {
            subscription.request(1);
        }
    }

    private static String messageOf(Throwable failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    private Item next() throws IOException {
        Item ready = items.poll();
        try {
            if (ready == null) {
                long before = System.nanoTime();
                ready = items.poll(patience.left(), TimeUnit.NANOSECONDS);
                patience.waited(System.nanoTime() - before);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while reading an answer");
        }
        if (ready == null) {
            throw patience.exhausted();
        }
        patience.came(ready.buffers().stream().mapToLong(ByteBuffer::remaining).sum());
        return ready;
    }

    /** Wants no more of it; the connection is given up unless everything has come in. */
    void cancel() {
        Flow.Subscription running;
        synchronized (this) {
            cancelled = true;
            running = subscription;
        }
        if (running != null && !ended) {
            running.cancel();
        }
        ended = true;
        current.clear();
        items.clear();
    }
}
