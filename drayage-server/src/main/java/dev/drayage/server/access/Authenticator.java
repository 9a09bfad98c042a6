package dev.drayage.server.access;

import dev.drayage.server.http.Request;
import java.util.List;

/** A way to prove who sent a request. Thread-safe. */
public sealed interface Authenticator permits PasswordAuthenticator, TokenAuthenticator {

    /** Finds out who sent a request, by its header {@code Authorization}. */
    Authentication authenticate(Request request);

    /**
     * The value of {@code WWW-Authenticate} that says what is needed.
     *
     * @param scopes what the request is about to do
     * @param error as RFC 6750 has it, such as {@code invalid_token}; empty if nothing was proved at all
     */
    String challenge(List<Scope> scopes, String error);
}
