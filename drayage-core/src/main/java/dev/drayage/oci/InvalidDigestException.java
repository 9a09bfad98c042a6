package dev.drayage.oci;

import dev.drayage.json.Quotes;

/** A text is not a digest of a known algorithm. The message quotes the text and says what is wrong with it. */
public final class InvalidDigestException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    InvalidDigestException(String text, String problem) {
        super(Quotes.quote(text) + " is not a digest: " + problem);
    }
}
