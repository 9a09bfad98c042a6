package dev.drayage.registry.http;

import dev.drayage.content.Blob;
import java.io.EOFException;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;

/** Gives a range of a blob to the HTTP client, as much as it asks for. */
final class BlobPublisher implements BodyPublisher {
    private static final int BUFFER_BYTES = 64 << 10;

    /** Hears of bytes before they are sent, and may make them wait. */
    @FunctionalInterface
    interface Toll {
        void take(int bytes) throws IOException;
    }

    private final Blob blob;
    private final long position;
    private final long length;
    private final Toll toll;

    BlobPublisher(Blob blob, long position, long length, Toll toll) {
        this.blob = blob;
        this.position = position;
        this.length = length;
        this.toll = toll;
    }

    @Override
    public long contentLength() {
        return length;
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
                ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER_BYTES, length - done));
                toll.take(buffer.remaining());
                while (buffer.hasRemaining()) {
                    if (blob.readAt(position + done + buffer.position(), buffer) < 0) {
                        throw new EOFException("the blob ends before " + (position + length));
                    }
                }
                done += buffer.flip().remaining();
                subscriber.onNext(buffer);
                if (done == length && !ended) {
                    ended = true;
                    subscriber.onComplete();
                }
            } catch (IOException | RuntimeException e) {
                end(new BodyUnreadableException(e));
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
