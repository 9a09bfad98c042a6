package dev.drayage.s3.access;

import dev.drayage.document.InvalidDocumentException;
import dev.drayage.document.Limits;
import dev.drayage.json.JsonReader;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Keys as services and programs write them, in JSON. */
final class KeyDocument {
    private KeyDocument() {}

    /**
     * Reads keys.
     *
     * @param where they come from, for messages
     * @param token what the token of the session is called there
     */
    static AccessKeys parse(byte[] json, String where, String token) throws IOException {
        Map<String, String> values = new HashMap<>();
        Set<String> names = Set.of("AccessKeyId", "SecretAccessKey", token, "Expiration");
        try {
            JsonReader.read(json, where, Limits.defaults(), new JsonReader.Fields() {
                @Override
                public Set<String> names() {
                    return names;
                }

                @Override
                public void take(String name, JsonReader in) throws InvalidDocumentException {
                    String value = in.stringOrNull();
                    if (value != null) {
                        values.put(name, value);
                    }
                }
            });
        } catch (InvalidDocumentException e) {
            // Its message could quote what must not be seen.
            throw new IOException("what " + where + " gives is not JSON with keys in it");
        }
        return of(
                values.get("AccessKeyId"),
                values.get("SecretAccessKey"),
                values.get(token),
                values.get("Expiration"),
                where);
    }

    /** Keys of texts that may be missing. */
    static AccessKeys of(
            @org.jspecify.annotations.Nullable String id,
            @org.jspecify.annotations.Nullable String secret,
            @org.jspecify.annotations.Nullable String token,
            @org.jspecify.annotations.Nullable String expires,
            String where)
            throws IOException {
        if (id == null || secret == null || id.isEmpty() || secret.isEmpty()) {
            throw new IOException("what " + where + " gives has no access key or no secret in it");
        }
        try {
            Optional<Instant> end = Optional.ofNullable(expires)
                    .filter(text -> !text.isEmpty())
                    .map(text -> OffsetDateTime.parse(text).toInstant());
            return new AccessKeys(id, secret, Optional.ofNullable(token).filter(text -> !text.isEmpty()), end);
        } catch (DateTimeParseException e) {
            throw new IOException("what " + where + " gives ends at a time that is none");
        }
    }
}
