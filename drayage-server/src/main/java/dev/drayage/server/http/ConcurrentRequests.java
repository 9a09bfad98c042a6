package dev.drayage.server.http;

import java.io.IOException;
import java.util.concurrent.Semaphore;

/**
 * Lets no more requests be worked on at once than leave threads for others, health among them: what stands behind a handler
 * may not respond, and then each request waits. Thread-safe.
 */
public final class ConcurrentRequests implements Handler {
    private final Handler inner;
    private final Semaphore free;

    /** @param most how many at once, 1 or more; others get 503 */
    public ConcurrentRequests(Handler inner, int most) {
        this.inner = inner;
        this.free = new Semaphore(most);
    }

    @Override
    public Response handle(Request request) throws IOException {
        if (!free.tryAcquire()) {
            return Response.of(503, "text/plain; charset=utf-8", "Too many requests are waiting; try again.\n")
                    .with("Retry-After", "1");
        }
        try {
            return inner.handle(request);
        } finally {
            free.release();
        }
    }
}
