package dev.drayage.registry;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a list goes on (RFC 8288, as the distribution specification uses it), as it stands in {@code Link} headers. */
final class LinkHeader {
    private static final Pattern TARGET = Pattern.compile("[\\s,]*<([^<>]*)>");
    private static final Pattern PARAMETER =
            Pattern.compile("\\s*;\\s*([^\\s=;,]*)\\s*(?:=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|([^\\s;,\"]*)))?");

    /** Longer ones are not links but mischief. */
    private static final int MAX_CHARS = 64 << 10;

    private LinkHeader() {}

    /** The target of the first link to the next page, a relative or absolute address or what is meant to be one. */
    static Optional<String> next(List<String> headers) {
        for (String header : headers) {
            Optional<String> next = header.length() > MAX_CHARS ? Optional.empty() : next(header);
            if (next.isPresent()) {
                return next;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> next(String header) {
        Matcher target = TARGET.matcher(header);
        Matcher parameter = PARAMETER.matcher(header);
        for (int at = 0; target.find(at); ) {
            boolean isNext = false;
            at = target.end();
            while (parameter.region(at, header.length()).lookingAt()) {
                isNext |= parameter.group(1).equalsIgnoreCase("rel") && namesNext(value(parameter));
                at = parameter.end();
            }
            if (isNext) {
                return Optional.of(target.group(1).strip());
            }
        }
        return Optional.empty();
    }

    private static String value(Matcher parameter) {
        String quoted = parameter.group(2);
        if (quoted != null) {
            return quoted.replaceAll("\\\\(.)", "$1");
        }
        return parameter.group(3) == null ? "" : parameter.group(3).replace("'", "");
    }

    private static boolean namesNext(String relations) {
        return List.of(relations.toLowerCase(Locale.ROOT).split("\\s+", -1)).contains("next");
    }
}
