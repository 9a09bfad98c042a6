package dev.drayage.server.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.util.Callback;

/** Has requests answered by a handler of ours, and sends what it gives. */
final class Exchange extends Handler.Abstract {
    private final dev.drayage.server.http.Handler handler;

    Exchange(dev.drayage.server.http.Handler handler) {
        this.handler = handler;
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
        send(handler.handle(asked), request, response, callback);
        return true;
    }

    private static void send(
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
            boolean hasBody = answer.status() != 204 && answer.status() != 304;
            if (length >= 0 && hasBody) {
                response.getHeaders().put(HttpHeader.CONTENT_LENGTH, length);
            }
            if (request.getMethod().equals("HEAD") || !hasBody) {
                response.write(true, ByteBuffer.allocate(0), closing);
            } else if (answer.body() instanceof Response.Body.Bytes bytes) {
                response.write(true, ByteBuffer.wrap(bytes.bytes()), closing);
            } else if (answer.body() instanceof Response.Body.Range range) {
                ByteBufferPool pool = request.getComponents().getByteBufferPool();
                new BlobSender(range, response, pool, closing).iterate();
            } else if (answer.body() instanceof Response.Body.Stream stream) {
                ResponseChannel channel = new ResponseChannel(response);
                stream.writer().writeTo(channel);
                channel.end();
                closing.succeeded();
            }
        } catch (IOException | RuntimeException e) {
            closing.failed(e);
        }
    }

    private static long length(Response.Body body) {
        if (body instanceof Response.Body.Bytes bytes) {
            return bytes.bytes().length;
        }
        return body instanceof Response.Body.Range range ? range.length() : ((Response.Body.Stream) body).length();
    }

    private static void close(Response answer) {
        try {
            answer.close();
        } catch (IOException e) {
            // It was only read.
        }
    }
}
