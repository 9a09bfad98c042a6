package dev.drayage.registry.http;

import java.net.IDN;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads addresses as servers write them: with blanks, braces, bars or letters of any language, which {@link URI} refuses and
 * every browser escapes. What is escaped already stays as it is, for a signature may be over it.
 */
public final class LenientUri {
    private static final Pattern PARTS = Pattern.compile("(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?://([^/?#]*))?([^#]*).*");
    private static final Pattern LITERAL_OR_PORT = Pattern.compile("\\[[0-9A-Fa-f:.]+](?::\\d*)?");
    private static final String PLAIN = "-._~:/?@!$&'()*+,;=";

    private LenientUri() {}

    /**
     * The address that a text means, seen from another.
     *
     * @param base an absolute http or https address
     * @param text an address or a part of one; a fragment, and a user name before the host, are left out
     * @return empty if it has no meaning even so
     */
    public static Optional<URI> resolve(URI base, String text) {
        Matcher parts = PARTS.matcher(text.strip().replaceAll("[\\t\\r\\n]", ""));
        if (!parts.matches()) {
            return Optional.empty();
        }
        String rest = escaped(parts.group(3));
        try {
            if (parts.group(2) != null) {
                String scheme = parts.group(1) == null ? base.getScheme() : parts.group(1);
                return Optional.of(URI.create(scheme + "://" + authority(parts.group(2)) + rest));
            }
            if (parts.group(1) != null) {
                return Optional.of(URI.create(parts.group(1) + ":" + rest));
            }
            if (rest.isEmpty() || rest.startsWith("?")) {
                // RFC 3986, section 5.2.2: the path stays; URI would leave out the end of it.
                String path = base.getRawPath() == null ? "" : base.getRawPath();
                String query = rest.isEmpty() && base.getRawQuery() != null ? "?" + base.getRawQuery() : rest;
                return Optional.of(URI.create(base.getScheme() + "://" + base.getRawAuthority() + path + query));
            }
            return Optional.of(base.resolve(rest.startsWith("//") ? rest : relative(rest)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** A colon in its first segment would be read as the end of a scheme. */
    private static String relative(String path) {
        int colon = path.indexOf(':');
        int slash = path.indexOf('/');
        return colon >= 0 && (slash < 0 || colon < slash) ? "./" + path : path;
    }

    private static String authority(String text) {
        String address = text.substring(text.lastIndexOf('@') + 1);
        if (LITERAL_OR_PORT.matcher(address).matches()) {
            return address;
        }
        int colon = address.indexOf(':');
        String host = colon < 0 ? address : address.substring(0, colon);
        boolean isAscii = host.chars().allMatch(c -> c < 0x80);
        // A header gives bytes; those of a name are UTF-8.
        String name = isAscii
                ? host
                : IDN.toASCII(new String(host.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
        return name + (colon < 0 ? "" : address.substring(colon));
    }

    /** Text as it may stand in the path or query of an address; what is escaped already stays so. */
    public static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isPlain = (c < 0x80 && Character.isLetterOrDigit(c)) || PLAIN.indexOf(c) >= 0;
            if (isPlain || (c == '%' && isEscape(text, i))) {
                escaped.append(c);
            } else if (c < 0x100) {
                // A header gives bytes: those above ASCII are parts of letters, and are escaped one by one.
                escaped.append(String.format(Locale.ROOT, "%%%02X", (int) c));
            } else {
                for (byte b : String.valueOf(c).getBytes(StandardCharsets.UTF_8)) {
                    escaped.append(String.format(Locale.ROOT, "%%%02X", b & 0xff));
                }
            }
        }
        return escaped.toString();
    }

    private static boolean isEscape(String text, int at) {
        return at + 2 < text.length()
                && Character.digit(text.charAt(at + 1), 16) >= 0
                && Character.digit(text.charAt(at + 2), 16) >= 0;
    }
}
