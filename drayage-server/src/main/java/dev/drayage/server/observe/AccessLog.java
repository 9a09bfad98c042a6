package dev.drayage.server.observe;

import dev.drayage.json.GoJsonWriter;
import dev.drayage.server.http.EndedExchange;
import dev.drayage.server.http.ExchangeListener;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A line of JSON for each request. Lines are written by a thread of its own: a stream that takes nothing delays no request,
 * and what does not fit is left out and counted. There is nothing secret in a line: no query, and no header but the name of
 * the client's program. Whatever a client sends stays within its line.
 */
public final class AccessLog implements ExchangeListener, Closeable {
    private static final int MAX_WAITING = 8192;
    private static final int MAX_TEXT = 1024;
    private static final long CLOSING_MILLIS = 5000;

    private final OutputStream target;
    private final Consumer<String> problems;
    private final InstantSource clock;
    private final BlockingQueue<byte[]> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final AtomicLong dropped = new AtomicLong();
    private final Thread writer;
    private volatile boolean closed;

    /**
     * Starts to write.
     *
     * @param target flushed whenever nothing more waits; it is not closed
     * @param problems told, in a sentence, when it takes nothing any more
     */
    public AccessLog(OutputStream target, Consumer<String> problems) {
        this(target, problems, InstantSource.system());
    }

    AccessLog(OutputStream target, Consumer<String> problems, InstantSource clock) {
        this.target = target;
        this.problems = problems;
        this.clock = clock;
        this.writer = new Thread(this::write, "dray-access-log");
        writer.setDaemon(true);
        writer.start();
    }

    @Override
    public void ended(EndedExchange exchange) {
        if (closed || !waiting.offer(line(exchange, clock.instant()))) {
            dropped.incrementAndGet();
        }
    }

    /** How many requests are not in the log. */
    public long dropped() {
        return dropped.get();
    }

    private static byte[] line(EndedExchange exchange, Instant now) {
        GoJsonWriter out = new GoJsonWriter().beginObject();
        out.name("time").value(now.truncatedTo(ChronoUnit.MILLIS).toString());
        out.name("client").value(cut(exchange.client()));
        out.name("method").value(cut(exchange.method()));
        out.name("path").value(cut(exchange.path()));
        if (!exchange.namespace().isEmpty()) {
            out.name("ns").value(cut(exchange.namespace()));
        }
        out.name("status").value(exchange.status());
        out.name("received").value(exchange.received());
        out.name("bytes").value(exchange.sent());
        if (!exchange.isWhole()) {
            out.name("broken").value("yes");
        }
        out.name("ms").value(exchange.time().toMillis());
        if (!exchange.user().isEmpty()) {
            out.name("user").value(cut(exchange.user()));
        }
        if (!exchange.userAgent().isEmpty()) {
            out.name("agent").value(cut(exchange.userAgent()));
        }
        return withLineBreak(out.endObject().toBytes());
    }

    private static byte[] withLineBreak(byte[] line) {
        byte[] longer = Arrays.copyOf(line, line.length + 1);
        longer[line.length] = '\n';
        return longer;
    }

    private static String cut(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
    }

    private void write() {
        try {
            while (!closed || !waiting.isEmpty()) {
                byte[] line = waiting.poll(100, TimeUnit.MILLISECONDS);
                if (line != null) {
                    target.write(line);
                    if (waiting.isEmpty()) {
                        target.flush();
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            // A stream of the program may have exceptions of its own.
            closed = true;
            dropped.addAndGet(1L + waiting.size());
            problems.accept(
                    "the access log cannot be written any more: " + e.getMessage() + "; requests go on without it");
        }
    }

    /** Writes what waits, for some seconds at most. */
    @Override
    public void close() {
        closed = true;
        try {
            writer.join(CLOSING_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
