package dev.drayage.server.http;

import java.io.InputStream;
import java.util.List;
import java.util.OptionalLong;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Fields;

/** A request as Jetty has it. */
final class JettyRequest implements Request {
    private final org.eclipse.jetty.server.Request request;
    private final String path;
    private final Fields parameters;

    /** @throws IllegalArgumentException if its query cannot be decoded */
    JettyRequest(org.eclipse.jetty.server.Request request) {
        this.request = request;
        this.path = org.eclipse.jetty.server.Request.getPathInContext(request);
        this.parameters = org.eclipse.jetty.server.Request.extractQueryParameters(request);
    }

    @Override
    public String method() {
        return request.getMethod();
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public List<String> headers(String name) {
        return request.getHeaders().getValuesList(name);
    }

    @Override
    public List<String> parameters(String name) {
        Fields.Field field = parameters.get(name);
        return field == null ? List.of() : field.getValues();
    }

    @Override
    public OptionalLong contentLength() {
        long length = request.getLength();
        return length < 0 ? OptionalLong.empty() : OptionalLong.of(length);
    }

    @Override
    public InputStream body() {
        return new RequestBody(Content.Source.asInputStream(request));
    }

    @Override
    public String origin() {
        return request.getHttpURI().getScheme() + "://" + request.getHttpURI().getAuthority();
    }

    @Override
    public String client() {
        return org.eclipse.jetty.server.Request.getRemoteAddr(request);
    }

    @Override
    public void sentBy(String user) {
        request.setAttribute(ExchangeLog.USER, user);
    }
}
