package dev.drayage.testkit.registry;

import dev.drayage.server.http.Handler;
import dev.drayage.server.http.Request;
import dev.drayage.server.http.Response;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What goes wrong in a registry, when, and how often: requests that are refused, responses that break off or have other
 * bytes. A fault is about requests of one method whose path contains some text. Thread-safe.
 *
 * <pre>{@code
 * registry.faults().next(2, "GET", "/blobs/").refuse(503);
 * registry.faults().always("GET", "/manifests/latest").breakOffAfter(10);
 * }</pre>
 */
public final class RegistryFaults {
    private final List<Fault> faults = new ArrayList<>();

    /** What becomes of a response. */
    @FunctionalInterface
    private interface Change {
        Response apply(Response right) throws IOException;
    }

    private static final class Fault {
        private final Requests requests;
        private final Change change;
        private int times;

        Fault(Requests requests, Change change) {
            this.requests = requests;
            this.change = change;
            this.times = requests.times;
        }
    }

    /** No faults yet. */
    RegistryFaults() {
        // Starts empty.
    }

    /** Requests that something is to go wrong with. */
    public final class Requests {
        private final int times;
        private final String method;
        private final String part;

        private Requests(int times, String method, String part) {
            this.times = times;
            this.method = method;
            this.part = part;
        }

        private boolean has(Request request) {
            return request.method().equals(method) && request.path().contains(part);
        }

        private RegistryFaults add(Change change) {
            synchronized (RegistryFaults.this) {
                faults.add(new Fault(this, change));
            }
            return RegistryFaults.this;
        }

        /** They get this status and nothing else; whatever they asked for is done all the same. */
        public RegistryFaults refuse(int status) {
            return add(right -> {
                right.close();
                return Response.of(status);
            });
        }

        /** They are refused because there were too many before, and are to come back after so many seconds. */
        public RegistryFaults limit(int seconds) {
            return add(right -> {
                right.close();
                return Response.of(429).with("Retry-After", Integer.toString(seconds));
            });
        }

        /** They get all headers, so many bytes of the body, and then the connection breaks. */
        public RegistryFaults breakOffAfter(int bytes) {
            return add(right -> {
                byte[] body = HandlerTransport.bytes(right);
                return right.withBody(new Response.Body.Stream(
                        body.length,
                        target -> {
                            write(target, body, Math.min(bytes, body.length));
                            throw new IOException("a fault that a test wants");
                        },
                        () -> {}));
            });
        }

        /** One bit of the body is the other way round. */
        public RegistryFaults flipBit(int bit) {
            return add(right -> {
                byte[] body = HandlerTransport.bytes(right);
                if (bit / 8 < body.length) {
                    body[bit / 8] ^= (byte) (1 << (bit % 8));
                }
                return right.withBody(new Response.Body.Bytes(body));
            });
        }

        /** The response has a header that says something else, or one more header. */
        public RegistryFaults claim(String header, String value) {
            return add(right -> new Response(
                            right.status(),
                            right.headers().stream()
                                    .filter(each -> !each.getKey().equalsIgnoreCase(header))
                                    .toList(),
                            right.body())
                    .with(header, value));
        }

        /** They get their response after so long. */
        public RegistryFaults delay(Duration time) {
            return add(right -> {
                try {
                    Thread.sleep(time.toMillis());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return right;
            });
        }
    }

    private static void write(WritableByteChannel target, byte[] bytes, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
        while (buffer.hasRemaining()) {
            target.write(buffer);
        }
    }

    /** The next so many requests of this method whose path contains the text. */
    public Requests next(int times, String method, String part) {
        return new Requests(times, method, part);
    }

    /** All requests of this method whose path contains the text. */
    public Requests always(String method, String part) {
        return next(Integer.MAX_VALUE, method, part);
    }

    /** Nothing goes wrong any more. */
    public synchronized void clear() {
        faults.clear();
    }

    private synchronized List<Change> changes(Request request) {
        for (Fault fault : faults) {
            if (fault.times > 0 && fault.requests.has(request)) {
                fault.times--;
                return List.of(fault.change);
            }
        }
        return List.of();
    }

    /** A handler whose responses suffer from these. */
    Handler over(Handler right) {
        return request -> {
            Response response = right.handle(request);
            for (Change change : changes(request)) {
                response = change.apply(response);
            }
            return response;
        };
    }
}
