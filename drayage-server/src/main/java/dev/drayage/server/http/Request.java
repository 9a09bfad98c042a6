package dev.drayage.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A request, of which the head has been read. For one thread. */
public interface Request {

    /** The method, such as {@code GET}. */
    String method();

    /** The path with its percent-encoding undone, without the query; no segment is empty, {@code .} or {@code ..}. */
    String path();

    /** The first value of a header. */
    default Optional<String> header(String name) {
        return headers(name).stream().findFirst();
    }

    /** All values of a header, in order. */
    List<String> headers(String name);

    /** The first value of a parameter of the query. */
    default Optional<String> parameter(String name) {
        return parameters(name).stream().findFirst();
    }

    /** All values of a parameter of the query, in order. */
    List<String> parameters(String name);

    /** The length of the body in bytes, where it was announced. */
    OptionalLong contentLength();

    /** The body; reading it waits for the client, and throws an {@link IOException} if it breaks off or takes too long. */
    InputStream body() throws IOException;

    /** Where the request was sent to, as links are to have it: {@code https://registry.example:5000}. */
    String origin();

    /** The address of the client, without its port. */
    String client();

    /** Notes who sent it, once that is proved. */
    default void sentBy(String user) {
        // Only who writes logs wants to know.
    }
}
