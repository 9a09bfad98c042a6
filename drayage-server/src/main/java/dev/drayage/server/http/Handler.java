package dev.drayage.server.http;

import java.io.IOException;

/** Answers requests. Blocking; called by many threads at once. */
@FunctionalInterface
public interface Handler {

    /** The response to a request, which the caller sends and then closes. */
    Response handle(Request request) throws IOException;
}
