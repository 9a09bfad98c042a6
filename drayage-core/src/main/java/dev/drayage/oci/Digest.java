package dev.drayage.oci;

import dev.drayage.json.Quotes;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The name of some content: a hash algorithm and the hash in hex, as image-spec's {@code descriptor.md#digests} has it.
 * A value of this type is always well-formed, so it can safely become part of a file name. Encodings other than hex are
 * refused, since nothing could verify them.
 *
 * @param algorithm the hash algorithm
 * @param hex the hash, in lower-case hex digits, exactly {@link DigestAlgorithm#hexLength()} of them
 */
public record Digest(DigestAlgorithm algorithm, String hex) implements Comparable<Digest> {
    private static final int SHORT_HEX = 12;

    /**
     * Checks the hex digits.
     *
     * @throws InvalidDigestException if they are too few, too many, or not lower-case hex
     */
    public Digest {
        if (!isHex(algorithm, hex)) {
            throw new InvalidDigestException(algorithm.identifier() + ":" + hex, hexProblem(algorithm, hex));
        }
    }

    /**
     * Reads {@code algorithm:hex}.
     *
     * @throws InvalidDigestException if the text is anything else, or the algorithm is unknown
     */
    public static Digest parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new InvalidDigestException(text, "it lacks the \":\" between algorithm and hex digits");
        }
        String identifier = text.substring(0, colon);
        DigestAlgorithm algorithm = DigestAlgorithm.ofIdentifier(identifier)
                .orElseThrow(() -> new InvalidDigestException(
                        text,
                        "the algorithm " + Quotes.quote(identifier) + " is unknown, use sha256, sha384 or sha512"));
        String hex = text.substring(colon + 1);
        if (!isHex(algorithm, hex)) {
            throw new InvalidDigestException(text, hexProblem(algorithm, hex));
        }
        return new Digest(algorithm, hex);
    }

    /**
     * The digest with the given hash.
     *
     * @throws InvalidDigestException if the hash is not as long as those of the algorithm
     */
    public static Digest ofHash(DigestAlgorithm algorithm, byte[] hash) {
        return new Digest(algorithm, HexFormat.of().formatHex(hash));
    }

    /** The digest of the given content. */
    public static Digest compute(DigestAlgorithm algorithm, byte[] content) {
        return ofHash(algorithm, algorithm.newMessageDigest().digest(content));
    }

    /** The digest of what remains in the buffer, whose position is left as it is. */
    public static Digest compute(DigestAlgorithm algorithm, ByteBuffer content) {
        MessageDigest hash = algorithm.newMessageDigest();
        hash.update(content.duplicate());
        return ofHash(algorithm, hash.digest());
    }

    // By hand, as in Descriptor: what a record has is put together when it is first called, which takes a short command
    // longer than all its digests.

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Digest that && algorithm == that.algorithm && hex.equals(that.hex);
    }

    @Override
    public int hashCode() {
        return hex.hashCode();
    }

    /** The algorithm and the first 12 hex digits, such as {@code sha256:ab12cd34ef56}: for people, not for looking up. */
    public String shortForm() {
        return algorithm.identifier() + ":" + hex.substring(0, SHORT_HEX);
    }

    /** The whole digest, such as {@code sha256:ab12...}. */
    @Override
    public String toString() {
        return algorithm.identifier() + ":" + hex;
    }

    /** The order of the texts. */
    @Override
    public int compareTo(Digest other) {
        int byAlgorithm = algorithm.identifier().compareTo(other.algorithm.identifier());
        return byAlgorithm != 0 ? byAlgorithm : hex.compareTo(other.hex);
    }

    private static boolean isHex(DigestAlgorithm algorithm, String hex) {
        return hex.length() == algorithm.hexLength() && firstNonHex(hex) < 0;
    }

    private static int firstNonHex(String hex) {
        for (int i = 0; i < hex.length(); i++) {
            char c = hex.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return i;
            }
        }
        return -1;
    }

    private static String hexProblem(DigestAlgorithm algorithm, String hex) {
        String need = algorithm.identifier() + " needs " + algorithm.hexLength() + " lower-case hex digits, found ";
        int bad = firstNonHex(hex);
        return bad < 0 ? need + hex.length() : need + Quotes.quote(hex.substring(bad, bad + 1)) + " among them";
    }
}
