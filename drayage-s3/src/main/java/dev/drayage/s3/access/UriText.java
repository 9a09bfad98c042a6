package dev.drayage.s3.access;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** Text within addresses, encoded as signatures need it: all but letters, digits and {@code -._~}. */
public final class UriText {
    private static final String PLAIN = "-._~";
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private UriText() {}

    /** A part of a path, or a name or value of a query. */
    public static String encode(String text) {
        return encode(text, PLAIN);
    }

    /** A path, whose slashes stay. */
    public static String encodePath(String path) {
        return encode(path, PLAIN + "/");
    }

    /** A query, its parameters in order. */
    public static String query(SortedMap<String, String> parameters) {
        return parameters.entrySet().stream().map(UriText::pair).collect(Collectors.joining("&"));
    }

    private static String pair(Map.Entry<String, String> parameter) {
        return encode(parameter.getKey()) + "=" + encode(parameter.getValue());
    }

    private static String encode(String text, String plain) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (each & 0xff);
            if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || plain.indexOf(c) >= 0) {
                out.append(c);
            } else {
                out.append('%').append(HEX[c >> 4]).append(HEX[c & 15]);
            }
        }
        return out.toString();
    }
}
