package dev.drayage.registry;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.json.Quotes;
import dev.drayage.registry.http.Origin;
import dev.drayage.registry.http.Response;
import dev.drayage.registry.http.WrongProtocolException;
import dev.drayage.registry.json.JsonObject;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Turns a response that is not the one hoped for into a sentence: what failed, where, and what the registry said. */
final class ErrorResponses {
    private static final int MAX_BYTES = 64 << 10;
    private static final int MAX_ERRORS = 3;

    private ErrorResponses() {}

    /** @param what what was tried, as the beginning of a sentence: {@code cannot read the manifest …} */
    static RegistryException of(Response response, String what) throws IOException {
        byte[] body = body(response);
        List<JsonObject> errors = errors(body);
        String said =
                errors.stream().limit(MAX_ERRORS).map(ErrorResponses::describe).collect(Collectors.joining("; "));
        int status = response.status();
        String message = what + ": " + Origin.of(response.uri()).authority() + " answered " + status
                + (said.isEmpty() ? "" : " (" + said + ")") + hint(response, body);
        List<String> codes =
                errors.stream().flatMap(e -> e.string("code").stream()).toList();
        return new RegistryException(kind(status), message, status, codes);
    }

    private static Kind kind(int status) {
        return switch (status) {
            case 404 -> Kind.NOT_FOUND;
            case 409, 408, 429 -> Kind.UNAVAILABLE;
            case 416 -> Kind.OUT_OF_RANGE;
            default -> status >= 500 ? Kind.UNAVAILABLE : Kind.INVALID_ARGUMENT;
        };
    }

    private static String hint(Response response, byte[] body) {
        boolean wantsCredentials = response.status() == 401 || response.status() == 403;
        if (response.isElsewhere() && wantsCredentials) {
            return "; that is where the registry keeps its content, and logging in changes nothing there: try again, or ask"
                    + " whoever runs the registry";
        }
        return switch (response.status()) {
            case 400 -> meansTls(response, body) ? "; " + WrongProtocolException.SPEAKS_TLS : "";
            case 401 -> "; log in with dray login, or check the name";
            case 403 -> "; these credentials do not allow it";
            case 413 ->
                "; one request may not be that large there: raise the limit of the registry, or of a proxy before it"
                        + " (client_max_body_size in nginx)";
            case 429, 503 ->
                response.header("Retry-After")
                        .map(wait -> "; it asks to come back after " + Quotes.quote(wait)
                                + (wait.chars().allMatch(Character::isDigit) ? " seconds" : ""))
                        .orElse(response.status() == 429 ? "; it asks to come back later" : "");
            default -> "";
        };
    }

    /** Servers with TLS that are spoken to in the clear say so in a page: those of Go, nginx, Apache and Caddy. */
    private static boolean meansTls(Response response, byte[] body) {
        String text = new String(body, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        return response.uri().getScheme().equalsIgnoreCase("http")
                && (text.contains("http request to an https server")
                        || text.contains("http request was sent to https port")
                        || text.contains("speaking plain http to an ssl-enabled server port"));
    }

    private static byte[] body(Response response) throws IOException {
        try {
            return response.readUpTo(MAX_BYTES).orElse(new byte[0]);
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            return new byte[0];
        }
    }

    private static List<JsonObject> errors(byte[] body) {
        try {
            return JsonObject.parse(body).objects("errors");
        } catch (IOException e) {
            // Proxies answer in HTML; the status has to do.
            return List.of();
        }
    }

    private static String describe(JsonObject error) {
        String code = error.string("code").orElse("");
        String message = error.string("message").orElse("");
        if (code.isEmpty() || message.isEmpty()) {
            return Quotes.quote(code + message);
        }
        return printable(code) + ": " + printable(message);
    }

    private static String printable(String text) {
        String quoted = Quotes.quote(text);
        return quoted.substring(1, quoted.length() - 1);
    }

    /** A response that breaks the protocol, so that nothing can be made of it. */
    static ContentException protocolViolation(Response response, String what, String why) {
        return new ContentException(
                Kind.INTERNAL,
                what + ": " + Origin.of(response.uri()).authority() + " " + why + "; ask whoever runs the registry");
    }
}
