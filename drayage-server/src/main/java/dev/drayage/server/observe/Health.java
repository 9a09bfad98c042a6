package dev.drayage.server.observe;

import dev.drayage.server.http.Handler;
import dev.drayage.server.http.Request;
import dev.drayage.server.http.Response;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * {@code /healthz}, which is well as long as the server responds, and {@code /readyz}, which is well if what it serves can
 * be read and it does not stop. Nothing else is said to whoever asks: why it is not ready goes to whoever runs it.
 */
public final class Health implements Handler {
    private static final Duration LIFETIME = Duration.ofSeconds(2);

    /** Reads a little of what is served. */
    @FunctionalInterface
    public interface Check {
        /** Returns if all is well. */
        void run() throws IOException;
    }

    private final Check check;
    private final Consumer<String> problems;
    private final InstantSource clock;
    private final ReentrantLock checking = new ReentrantLock();
    private volatile boolean stopping;
    private volatile boolean ready;
    /** Guarded by {@link #checking}. */
    private Instant checked = Instant.EPOCH.minus(LIFETIME);

    /**
     * Health by a check that is done at most every other second, however often somebody asks.
     *
     * @param problems told, in a sentence, when it fails after it was well
     */
    public Health(Check check, Consumer<String> problems) {
        this(check, problems, InstantSource.system());
    }

    Health(Check check, Consumer<String> problems, InstantSource clock) {
        this.check = check;
        this.problems = problems;
        this.clock = clock;
        this.ready = true;
    }

    /** Whether a path is one of these. */
    public static boolean covers(String path) {
        return path.equals("/healthz") || path.equals("/readyz");
    }

    /** Is not ready any more, so that nothing new is sent here while what is under way ends. */
    public void stop() {
        stopping = true;
    }

    @Override
    public Response handle(Request request) {
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return Response.of(405).with("Allow", "GET, HEAD");
        }
        if (request.path().equals("/healthz")) {
            return answer(200, "ok\n");
        }
        if (stopping) {
            return answer(503, "stopping\n");
        }
        return isReady() ? answer(200, "ready\n") : answer(503, "not ready\n");
    }

    private static Response answer(int status, String text) {
        return Response.of(status, "text/plain; charset=utf-8", text).with("Cache-Control", "no-store");
    }

    /** While one request checks, others are told what was last known: whoever may ask must not hold all threads. */
    private boolean isReady() {
        if (checking.tryLock()) {
            try {
                check();
            } finally {
                checking.unlock();
            }
        }
        return ready;
    }

    private void check() {
        Instant now = clock.instant();
        if (now.isBefore(checked.plus(LIFETIME)) && !now.isBefore(checked)) {
            return;
        }
        boolean before = ready;
        try {
            check.run();
            ready = true;
        } catch (IOException | RuntimeException e) {
            ready = false;
            if (before) {
                problems.accept("not ready: " + e.getMessage());
            }
        }
        checked = clock.instant();
    }
}
