package dev.drayage.registry.http;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;

/** Gives the body of a request to the JDK's client, as much as it asks for. */
final class BodyPublisher implements HttpRequest.BodyPublisher {
    private static final int BUFFER_BYTES = 64 << 10;

    private final RequestBody body;
    private final Traffic traffic;

    BodyPublisher(RequestBody body, Traffic traffic) {
        this.body = body;
        this.traffic = traffic;
    }

    @Override
    public long contentLength() {
        return body.length();
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        subscriber.onSubscribe(new Reading(subscriber));
    }

    /** One reading of the range. Whoever raises demand from nothing gives the bytes, so it is one thread at a time. */
    private final class Reading implements Flow.Subscription {
        private final Flow.Subscriber<? super ByteBuffer> subscriber;
        private final AtomicLong demand = new AtomicLong();
        private volatile boolean ended;
        private long done;

        private Reading(Flow.Subscriber<? super ByteBuffer> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void request(long count) {
            if (count <= 0) {
                end(new IllegalArgumentException("demand must be 1 or more: " + count));
                return;
            }
            if (demand.getAndAccumulate(count, Reading::sum) == 0) {
                do {
                    give();
                } while (demand.decrementAndGet() > 0);
            }
        }

        private static long sum(long one, long other) {
            long sum = one + other;
            return sum < 0 ? Long.MAX_VALUE : sum;
        }

        private void give() {
            if (ended) {
                return;
            }
            try {
                ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER_BYTES, body.length() - done));
                body.read(done, buffer);
                done += buffer.flip().remaining();
                traffic.pass(buffer.remaining());
                subscriber.onNext(buffer);
                if (done == body.length() && !ended) {
                    ended = true;
                    subscriber.onComplete();
                }
            } catch (IOException | RuntimeException e) {
                end(e);
            }
        }

        private void end(Throwable failure) {
            if (!ended) {
                ended = true;
                subscriber.onError(failure);
            }
        }

        @Override
        public void cancel() {
            ended = true;
        }
    }
}
