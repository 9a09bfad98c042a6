package dev.drayage.oci;

import dev.drayage.json.Quotes;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of an image, in the grammar of the distribution project and normalised as Docker does: {@code alpine} is
 * {@code docker.io/library/alpine}. A value of this type is always well-formed.
 *
 * @param domain the registry with its port, such as {@code docker.io} or {@code localhost:5000}; empty where the first
 *     part of a name looks like a registry but cannot be one, such as {@code a_b.c/d}, as distribution has it
 * @param path the repository, such as {@code library/alpine}, at most 255 characters
 * @param tag the tag, at most 128 characters; null if there is none
 * @param digest the digest; null if there is none
 */
public record Reference(
        String domain,
        String path,
        @Nullable String tag,
        @Nullable Digest digest) {
    private static final String DEFAULT_DOMAIN = "docker.io";
    private static final String LEGACY_DOMAIN = "index.docker.io";
    private static final String OFFICIAL = "library/";
    private static final String DEFAULT_TAG = "latest";
    private static final int MAX_PATH = 255;

    /** Beyond any host name, port, path, tag and digest; keeps the patterns from ever seeing more. */
    private static final int MAX_CHARS = 1000;

    private static final String LABEL = "[a-zA-Z0-9]++(?:-++[a-zA-Z0-9]++)*+";
    private static final String COMPONENT = "[a-z0-9]++(?:(?:__|[._]|-++)[a-z0-9]++)*+";
    private static final Pattern DOMAIN =
            Pattern.compile("(?:" + LABEL + "(?:\\." + LABEL + ")*+|\\[[a-fA-F0-9:]++])(?::[0-9]++)?");
    private static final Pattern PATH = Pattern.compile(COMPONENT + "(?:/" + COMPONENT + ")*+");
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");
    private static final Pattern REMAINDER =
            Pattern.compile("(?<path>[^:@]*+)(?::(?<tag>[^@]*+))?(?:@(?<digest>.*+))?");
    private static final Pattern IDENTIFIER = Pattern.compile("[a-f0-9]{64}");

    /**
     * Checks each part against the grammar.
     *
     * @throws IllegalArgumentException if one is against it; the message quotes it
     */
    public Reference {
        if (domain.length() > MAX_CHARS
                || (!domain.isEmpty() && !DOMAIN.matcher(domain).matches())) {
            throw new IllegalArgumentException(Quotes.quote(domain) + " is not the name of a registry");
        }
        if (path.length() > MAX_PATH) {
            throw new IllegalArgumentException("the repository " + Quotes.quote(path) + " has " + path.length()
                    + " characters, more than " + MAX_PATH);
        }
        if (!PATH.matcher(path).matches()) {
            throw new IllegalArgumentException(Quotes.quote(path) + " is not a repository: " + pathProblem(path));
        }
        if (domain.equals(DEFAULT_DOMAIN) && path.indexOf('/') < 0) {
            throw new IllegalArgumentException(
                    "the repository " + Quotes.quote(path) + " of " + DEFAULT_DOMAIN + " must be " + OFFICIAL + path);
        }
        if (tag != null && !TAG.matcher(tag).matches()) {
            throw new IllegalArgumentException(Quotes.quote(tag)
                    + " is not a tag, which has 1 to 128 letters, digits and _ . - and starts with none of . -");
        }
    }

    /**
     * Reads a name as people write it: {@code [registry/]repository[:tag][@digest]}.
     *
     * @throws IllegalArgumentException if it is against the grammar, has a digest of an unknown algorithm, or is 64 hex
     *     digits, which would be the ID of an image
     */
    public static Reference parse(String text) {
        if (text.isEmpty()) {
            throw invalid(text, "it is empty");
        }
        if (text.length() > MAX_CHARS) {
            throw invalid(text, "it is longer than " + MAX_CHARS + " characters");
        }
        if (IDENTIFIER.matcher(text).matches()) {
            throw invalid(
                    text, "64 hex digits are the ID of an image, write sha256: before them where a digest is meant");
        }
        int slash = text.indexOf('/');
        String first = slash < 0 ? "" : text.substring(0, slash);
        boolean hasDomain = slash >= 0 && looksLikeDomain(first);
        String domain = !hasDomain || first.equals(LEGACY_DOMAIN) ? DEFAULT_DOMAIN : first;
        String remainder = hasDomain ? text.substring(slash + 1) : text;
        Matcher parts = REMAINDER.matcher(remainder);
        if (!parts.matches()) {
            throw invalid(text, "it has a line break");
        }
        String path = Optional.ofNullable(parts.group("path")).orElse("");
        if (domain.equals(DEFAULT_DOMAIN) && path.indexOf('/') < 0) {
            path = OFFICIAL + path;
        }
        if (hasDomain
                && !DOMAIN.matcher(domain).matches()
                && PATH.matcher(domain).matches()) {
            path = domain + "/" + path;
            domain = "";
        }
        String digest = parts.group("digest");
        try {
            return new Reference(domain, path, parts.group("tag"), digest == null ? null : Digest.parse(digest));
        } catch (IllegalArgumentException e) {
            throw invalid(text, String.valueOf(e.getMessage()));
        }
    }

    /** This reference with the tag {@code latest} if it has neither tag nor digest. */
    public Reference withDefaultTag() {
        return isNameOnly() ? new Reference(domain, path, DEFAULT_TAG, null) : this;
    }

    /** This reference without its digest: what it is called, whatever it is at the moment. */
    public Reference withoutDigest() {
        return digest == null ? this : new Reference(domain, path, tag, null);
    }

    /** Whether it has neither tag nor digest. */
    public boolean isNameOnly() {
        return tag == null && digest == null;
    }

    /** The name as people know it, such as {@code alpine:latest}: without {@code docker.io} and {@code library}. */
    public String familiar() {
        if (!domain.equals(DEFAULT_DOMAIN)) {
            return toString();
        }
        boolean isOfficial = path.startsWith(OFFICIAL) && path.indexOf('/', OFFICIAL.length()) < 0;
        return (isOfficial ? path.substring(OFFICIAL.length()) : path) + suffix();
    }

    /** The full name, such as {@code docker.io/library/alpine:latest}. */
    @Override
    public String toString() {
        return (domain.isEmpty() ? path : domain + "/" + path) + suffix();
    }

    private String suffix() {
        return (tag == null ? "" : ":" + tag) + (digest == null ? "" : "@" + digest);
    }

    private static boolean looksLikeDomain(String first) {
        return first.equals("localhost")
                || first.indexOf('.') >= 0
                || first.indexOf(':') >= 0
                || !first.equals(first.toLowerCase(Locale.ROOT));
    }

    private static String pathProblem(String path) {
        return path.equals(path.toLowerCase(Locale.ROOT))
                ? "it has parts of letters and digits, joined by one of . _ __ - and separated by /"
                : "it must be lower case";
    }

    private static IllegalArgumentException invalid(String text, String problem) {
        return new IllegalArgumentException(Quotes.quote(text) + " is not the name of an image: " + problem);
    }
}
