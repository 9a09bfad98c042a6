package dev.drayage.server.http;

import dev.drayage.file.DiskFullException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Requests that never come to a handler, and those that it fails at, get a line of text that repeats nothing of them. Where
 * the failure is a disk that is full, whoever sent one is told: it is no mistake of the server's, and lasts.
 */
final class PlainErrors extends ErrorHandler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        if (request.getAttribute(ERROR_EXCEPTION) instanceof Throwable failure && isDiskFull(failure)) {
            response.setStatus(HttpStatus.INSUFFICIENT_STORAGE_507);
        }
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain; charset=utf-8");
        response.write(true, text(response.getStatus()), callback);
        return true;
    }

    private static boolean isDiskFull(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof DiskFullException) {
                return true;
            }
        }
        return false;
    }

    private static ByteBuffer text(int status) {
        return ByteBuffer.wrap((HttpStatus.getMessage(status) + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
