package dev.drayage.registry.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The JDK's HTTP client: TLS, HTTP/2 where it is offered, and proxies. */
public final class JdkWire implements Wire {
    private final HttpClient client;

    /** Sends with this client, which must follow no redirects. */
    public JdkWire(HttpClient client) {
        this.client = client;
    }

    @Override
    public Answer exchange(Request request, Traffic traffic) throws IOException {
        HttpRequest.Builder builder = HttpRequest.newBuilder(request.uri());
        if (request.uri().getScheme().equalsIgnoreCase("http")) {
            // An offer to upgrade helps nobody here, and confuses some servers.
            builder.version(HttpClient.Version.HTTP_1_1);
        }
        request.headers().forEach(builder::setHeader);
        RequestBody body = request.body();
        builder.method(
                request.method(),
                body == null || body.length() == 0 ? BodyPublishers.noBody() : new BodyPublisher(body, traffic));
        return new Received(
                await(client.sendAsync(builder.build(), info -> new BodyStream(traffic)), body, traffic.patience()));
    }

    /** Waits as long as something is sent; the client's own time-out would count the sending too. */
    private static HttpResponse<BodyStream> await(
            CompletableFuture<HttpResponse<BodyStream>> future, @Nullable RequestBody body, Duration patience)
            throws IOException {
        long sent = -1;
        while (true) {
            try {
                return future.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                long now = body == null ? 0 : body.taken();
                if (sent == now || body == null) {
                    future.cancel(true);
                    throw new SilenceException("no answer", patience);
                }
                sent = now;
            } catch (InterruptedException e) {
                future.cancel(true);
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while waiting for an answer");
            } catch (ExecutionException | CancellationException e) {
                throw unwrap(e);
            }
        }
    }

    private static IOException unwrap(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BodyUnreadableException unreadable) {
                return unreadable;
            }
        }
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return cause instanceof IOException io ? io : new IOException(String.valueOf(cause.getMessage()), cause);
    }

    private record Received(HttpResponse<BodyStream> response) implements Answer {
        @Override
        public int status() {
            return response.statusCode();
        }

        @Override
        public URI uri() {
            return response.uri();
        }

        @Override
        public List<String> headers(String name) {
            return response.headers().allValues(name);
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            return response.body().read(target);
        }

        @Override
        public void giveUp() {
            response.body().cancel();
        }
    }
}
