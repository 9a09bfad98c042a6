package dev.drayage.oci;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/** The hash algorithms that content can be named by; sha256 and sha512 are those the image-spec registers. */
public enum DigestAlgorithm {
    /** SHA-256, which nearly every image uses. */
    SHA256("sha256", "SHA-256", 64),
    /** SHA-384, which containerd's digest library knows besides. */
    SHA384("sha384", "SHA-384", 96),
    /** SHA-512. */
    SHA512("sha512", "SHA-512", 128);

    private final String identifier;
    private final String javaName;
    private final int hexLength;

    DigestAlgorithm(String identifier, String javaName, int hexLength) {
        this.identifier = identifier;
        this.javaName = javaName;
        this.hexLength = hexLength;
    }

    /** What stands before the colon of a digest, such as {@code sha256}. */
    public String identifier() {
        return identifier;
    }

    /** The number of hex digits of a hash: 64, 96 or 128. */
    public int hexLength() {
        return hexLength;
    }

    /** A new hash function, for one thread at a time. */
    public MessageDigest newMessageDigest() {
        try {
            return MessageDigest.getInstance(javaName);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime lacks " + javaName + "; use a complete one", e);
        }
    }

    /** The algorithm of that identifier, which is case-sensitive; empty if it is none of these. */
    public static Optional<DigestAlgorithm> ofIdentifier(String id) {
        for (DigestAlgorithm algorithm : values()) {
            if (algorithm.identifier.equals(id)) {
                return Optional.of(algorithm);
            }
        }
        return Optional.empty();
    }
}
