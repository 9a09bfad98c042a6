package dev.drayage.server.http;

import dev.drayage.content.Blob;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.util.Callback;

/** Passes requests to a handler, and sends its responses. */
final class Exchange extends Handler.Abstract {
    /**
     * How many responses may hold a thread each while their client reads. Without a limit a few clients that read slowly
     * would hold all threads there are.
     */
    static final int MOST_HOLDING = 128;

    private static final int MOST_DISCARDED = 8 << 20;

    private final Semaphore holding = new Semaphore(MOST_HOLDING);
    private final dev.drayage.server.http.Handler handler;
    private final ExchangeListener listener;

    Exchange(dev.drayage.server.http.Handler handler, ExchangeListener listener) {
        this.handler = handler;
        this.listener = listener;
    }

    private void broke(org.eclipse.jetty.server.Request request, Throwable cause) {
        listener.broke(request.getMethod(), request.getHttpURI().getPath(), cause);
    }

    @Override
    public boolean handle(
            org.eclipse.jetty.server.Request request, org.eclipse.jetty.server.Response response, Callback callback)
            throws Exception {
        JettyRequest asked;
        try {
            asked = new JettyRequest(request);
        } catch (IllegalArgumentException e) {
            throw new HttpException.RuntimeException(400, "the query cannot be decoded", e);
        }
        Response answer = handler.handle(asked);
        if (answer.status() >= 400 && asked.header("Expect").isEmpty()) {
            discardBody(asked);
        }
        if (!holdsThread(request.getMethod(), answer)) {
            send(answer, request, response, callback);
        } else if (holding.tryAcquire()) {
            try {
                send(answer, request, response, callback);
            } finally {
                holding.release();
            }
        } else {
            close(answer);
            send(busy(), request, response, callback);
        }
        return true;
    }

    /**
     * Reads what is left of a body that was refused, if it is not much: closing a connection on which bytes come in makes
     * many clients lose the response.
     */
    private static void discardBody(JettyRequest request) {
        try {
            InputStream body = request.body();
            byte[] buffer = new byte[8 << 10];
            int left = MOST_DISCARDED;
            for (int read = 0; read >= 0 && left > 0; left -= read) {
                read = body.read(buffer);
            }
        } catch (IOException e) {
            // Nobody is there any more, or sends too slowly; the response goes out as it can.
        }
    }

    private static boolean holdsThread(String method, Response answer) {
        if (method.equals("HEAD") || !hasBody(answer)) {
            return false;
        }
        if (answer.body() instanceof Response.Body.Range range) {
            return isFar(range.blob());
        }
        return answer.body() instanceof Response.Body.Stream
                || (answer.body() instanceof Response.Body.Verified verified && isFar(verified.blob()));
    }

    private static boolean hasBody(Response answer) {
        return answer.status() != 204 && answer.status() != 304;
    }

    /** Whether it is behind a network, where each read would be a request of its own. */
    private static boolean isFar(Blob blob) {
        return blob.preferredChunkSize() > 0;
    }

    private static Response busy() {
        return Response.of(503, "text/plain; charset=utf-8", "too many downloads are under way; try again\n")
                .with("Retry-After", "1")
                .with("Cache-Control", "no-store");
    }

    private void send(
            Response answer,
            org.eclipse.jetty.server.Request request,
            org.eclipse.jetty.server.Response response,
            Callback callback) {
        Callback closing = Callback.from(callback, () -> close(answer));
        try {
            response.setStatus(answer.status());
            for (Map.Entry<String, String> header : answer.headers()) {
                response.getHeaders().add(header.getKey(), header.getValue());
            }
            long length = length(answer.body());
            boolean hasBody = hasBody(answer);
            if (length >= 0 && hasBody) {
                response.getHeaders().put(HttpHeader.CONTENT_LENGTH, length);
            }
            if (request.getMethod().equals("HEAD") && hasBody && length < 0) {
                // Written whole at once, it would be given the length 0.
                response.write(
                        false,
                        ByteBuffer.allocate(0),
                        Callback.from(() -> response.write(true, ByteBuffer.allocate(0), closing), closing::failed));
            } else if (request.getMethod().equals("HEAD") || !hasBody) {
                response.write(true, ByteBuffer.allocate(0), closing);
            } else {
                send(answer.body(), request, response, closing);
            }
        } catch (IOException | RuntimeException | Error e) {
            closing.failed(e);
        }
    }

    private void send(
            Response.Body body,
            org.eclipse.jetty.server.Request request,
            org.eclipse.jetty.server.Response response,
            Callback callback)
            throws IOException {
        if (body instanceof Response.Body.Bytes bytes) {
            response.write(true, ByteBuffer.wrap(bytes.bytes()), callback);
        } else if (body instanceof Response.Body.Range range) {
            send(range, (bytes, isLast) -> {}, request, response, callback);
        } else if (body instanceof Response.Body.Verified verified) {
            Response.Body.Range whole =
                    new Response.Body.Range(verified.blob(), 0, verified.blob().size());
            send(whole, (bytes, isLast) -> pass(bytes, isLast, verified), request, response, callback);
        } else if (body instanceof Response.Body.Stream stream) {
            ResponseChannel channel = new ResponseChannel(response, stream.length(), (bytes, isLast) -> {});
            write(stream.writer(), channel, request);
            callback.succeeded();
        }
    }

    private static void pass(ByteBuffer bytes, boolean isLast, Response.Body.Verified verified) throws IOException {
        verified.verification().update(bytes);
        if (isLast) {
            verified.verification().finish();
            verified.right().run();
        }
    }

    private void send(
            Response.Body.Range range,
            BlobSender.Passing passing,
            org.eclipse.jetty.server.Request request,
            org.eclipse.jetty.server.Response response,
            Callback callback)
            throws IOException {
        if (isFar(range.blob())) {
            ResponseChannel channel = new ResponseChannel(response, range.length(), passing);
            write(target -> range.blob().transferTo(range.offset(), range.length(), target), channel, request);
            callback.succeeded();
        } else {
            ByteBufferPool pool = request.getComponents().getByteBufferPool();
            new BlobSender(range, passing, response, pool, callback, cause -> broke(request, cause)).iterate();
        }
    }

    private void write(Response.Writer writer, ResponseChannel channel, org.eclipse.jetty.server.Request request)
            throws IOException {
        try {
            writer.writeTo(channel);
            channel.end();
        } catch (IOException | RuntimeException e) {
            if (!channel.hasClientFailed()) {
                broke(request, e);
            }
            throw e;
        }
    }

    private static long length(Response.Body body) {
        if (body instanceof Response.Body.Bytes bytes) {
            return bytes.bytes().length;
        }
        if (body instanceof Response.Body.Range range) {
            return range.length();
        }
        return body instanceof Response.Body.Verified verified
                ? verified.blob().size()
                : ((Response.Body.Stream) body).length();
    }

    private static void close(Response answer) {
        try {
            answer.close();
        } catch (IOException e) {
            // It was only read.
        }
    }
}
