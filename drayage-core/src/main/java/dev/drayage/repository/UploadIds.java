package dev.drayage.repository;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.json.Quotes;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** What uploads are called: numbers that nobody can foresee, for whoever has one may write. */
final class UploadIds {
    private static final int BYTES = 16;
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private UploadIds() {}

    static String draw() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    static boolean isOne(String text) {
        return text.length() == 2 * BYTES && FORM.matcher(text).matches();
    }

    static ContentException absent(String id, String location) {
        return ContentNotFoundException.of(
                "there is no upload " + Quotes.quote(id) + " in " + location
                        + "; it was committed, cancelled or has expired, begin another",
                null);
    }
}
