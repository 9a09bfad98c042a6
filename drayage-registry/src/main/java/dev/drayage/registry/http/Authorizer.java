package dev.drayage.registry.http;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** Tells a registry who asks. It is never asked for what goes to another origin than that of the request. */
public interface Authorizer {

    /** Whoever needs no credentials. */
    Authorizer NOBODY = new Authorizer() {
        @Override
        public Optional<String> authorization() {
            return Optional.empty();
        }

        @Override
        public boolean challenged(URI uri, List<String> challenges) {
            return false;
        }
    };

    /** The value of the {@code Authorization} header, as far as one is known. */
    Optional<String> authorization() throws IOException;

    /**
     * Hears that the registry wants to know more.
     *
     * @param uri what was asked for
     * @param challenges the values of its {@code WWW-Authenticate} headers
     * @return true if there is something new to say, so that the request should be made again
     */
    boolean challenged(URI uri, List<String> challenges) throws IOException;
}
