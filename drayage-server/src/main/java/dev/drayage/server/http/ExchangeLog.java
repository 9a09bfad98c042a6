package dev.drayage.server.http;

import java.time.Duration;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.NanoTime;
import org.jspecify.annotations.Nullable;

/** Tells a listener what Jetty would log. */
final class ExchangeLog implements RequestLog {
    /** The attribute of a request that says who sent it. */
    static final String USER = "dev.drayage.server.user";

    private static final Pattern NAMESPACE = Pattern.compile("(?:^|&)ns=([^&]+)");

    private final ExchangeListener listener;

    ExchangeLog(ExchangeListener listener) {
        this.listener = listener;
    }

    @Override
    public void log(Request request, Response response) {
        HttpURI uri = request.getHttpURI();
        long sent = Response.getContentBytesWritten(response);
        listener.ended(new EndedExchange(
                text(request.getMethod()),
                text(uri == null ? null : uri.getPath()),
                namespace(uri == null ? null : uri.getQuery()),
                response.getStatus(),
                Request.getContentBytesRead(request),
                sent,
                request.getMethod() == null || request.getMethod().equals("HEAD") || isWhole(response, sent),
                Duration.ofNanos(NanoTime.since(request.getBeginNanoTime())),
                text(Request.getRemoteAddr(request)),
                request.getAttribute(USER) instanceof String user ? user : "",
                text(request.getHeaders().get(HttpHeader.USER_AGENT))));
    }

    private static String namespace(@Nullable String query) {
        Matcher named = NAMESPACE.matcher(text(query));
        return named.find() ? named.group(1) : "";
    }

    private static boolean isWhole(Response response, long sent) {
        long length = response.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH);
        return length < 0 ? response.isCompletedSuccessfully() : sent == length;
    }

    private static String text(@Nullable String value) {
        return Objects.requireNonNullElse(value, "");
    }
}
