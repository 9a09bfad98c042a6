package dev.drayage.registry.plain;

import dev.drayage.registry.http.Patience;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What comes before the body of an answer (RFC 9112, sections 4 and 5).
 *
 * @param status the status code
 * @param keepsConnection whether the connection may be used again after the body
 * @param headers all values by name in lower case
 */
record Head(int status, boolean keepsConnection, Map<String, List<String>> headers) {
    /** More than this, and somebody is playing. */
    private static final int MAX_BYTES = 64 << 10;

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.([01]) ([1-5]\\d\\d)(?: .*)?");
    private static final Pattern HEADER = Pattern.compile("([A-Za-z0-9!#$%&'*+.^_`|~-]+):(.*)");

    List<String> values(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }

    /** Reads it, and passes over what only says that there is more to come. */
    static Head read(Connection connection, Patience patience) throws IOException {
        int left = MAX_BYTES;
        while (true) {
            String first = connection.line(left, patience);
            left -= first.length();
            Matcher status = STATUS.matcher(first);
            if (!status.matches()) {
                throw new IOException("it does not answer in HTTP/1.1");
            }
            Map<String, List<String>> headers = new TreeMap<>();
            for (String line = connection.line(left, patience);
                    !line.isEmpty();
                    line = connection.line(left, patience)) {
                left -= line.length() + 1;
                note(line, headers);
            }
            int code = Integer.parseInt(status.group(2));
            if (code >= 200) {
                return new Head(code, keeps(status.group(1), headers), headers);
            }
            if (code == 101) {
                throw new IOException("it changes to another protocol, which nobody asked for");
            }
            left--;
        }
    }

    private static void note(String line, Map<String, List<String>> headers) throws IOException {
        Matcher header = HEADER.matcher(line);
        if (!header.matches()) {
            throw new IOException("it sends a header that is none");
        }
        headers.computeIfAbsent(header.group(1).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                .add(header.group(2).strip());
    }

    private static boolean keeps(String minorVersion, Map<String, List<String>> headers) {
        return minorVersion.equals("1")
                && headers.getOrDefault("connection", List.of()).stream()
                        .noneMatch(value -> value.toLowerCase(Locale.ROOT).contains("close"));
    }
}
