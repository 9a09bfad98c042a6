package dev.drayage.server.access;

import dev.drayage.json.GoJsonWriter;
import dev.drayage.server.http.Handler;
import dev.drayage.server.http.Request;
import dev.drayage.server.http.Response;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/**
 * Lets those requests through that may do what they are about to do, and asks the others who they are.
 *
 * <p>{@code /v2/} always asks, though everybody may read: it is there that clients learn how to log in, and clients without
 * a password go on without one.
 */
public final class AccessControl implements Handler {
    private static final List<String> PING = List.of("/v2/", "/v2");

    /** What those may do who say nothing of themselves. */
    public enum Anonymous {
        /** Nothing. */
        NOTHING,
        /** Read everything. */
        READ
    }

    private final Handler inner;
    private final Authenticator authenticator;
    private final Anonymous anonymous;
    private final Function<Request, List<Scope>> scopes;

    /**
     * Guards a handler.
     *
     * @param scopes what a request is about to do; nothing for what everybody may do who is known
     */
    public AccessControl(
            Handler inner, Authenticator authenticator, Anonymous anonymous, Function<Request, List<Scope>> scopes) {
        this.inner = inner;
        this.authenticator = authenticator;
        this.anonymous = anonymous;
        this.scopes = scopes;
    }

    @Override
    public Response handle(Request request) throws IOException {
        List<Scope> needed = scopes.apply(request);
        Authentication found = authenticator.authenticate(request);
        if (found instanceof Authentication.Rejected rejected) {
            return challenge(needed, "invalid_token", rejected.reason());
        }
        if (found instanceof Authentication.Undecided undecided) {
            return error(503, "TOOMANYREQUESTS", "too many logins are being checked; try again")
                    .with("Retry-After", String.valueOf(undecided.retryAfter().toSeconds()));
        }
        if (found instanceof Authentication.Verified verified) {
            request.sentBy(verified.user());
            if (needed.stream().allMatch(verified.grants())) {
                return inner.handle(request);
            }
        }
        if (anonymous == Anonymous.READ && isReading(request, needed)) {
            return inner.handle(request);
        }
        return found instanceof Authentication.Verified
                ? challenge(needed, "insufficient_scope", "the token does not allow this")
                : challenge(needed, "", "authentication is required");
    }

    private static boolean isReading(Request request, List<Scope> needed) {
        return !PING.contains(request.path())
                && !needed.isEmpty()
                && needed.stream().allMatch(Scope::isReading);
    }

    private Response challenge(List<Scope> needed, String error, String sentence) {
        return error(401, "UNAUTHORIZED", sentence)
                .with("WWW-Authenticate", authenticator.challenge(needed, error))
                .with("Docker-Distribution-API-Version", "registry/2.0");
    }

    static Response error(int status, String code, String sentence) {
        GoJsonWriter out = new GoJsonWriter();
        out.beginObject().name("errors").beginArray();
        out.beginObject().name("code").value(code);
        out.name("message").value(sentence).endObject();
        return Response.of(
                        status, "application/json", out.endArray().endObject().toBytes())
                .with("Cache-Control", "no-store");
    }
}
