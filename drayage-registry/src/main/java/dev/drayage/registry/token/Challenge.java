package dev.drayage.registry.token;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a registry wants to know (RFC 9110, section 11.6.1).
 *
 * @param scheme such as {@code bearer}, in lower case
 * @param parameters by name in lower case
 */
record Challenge(String scheme, Map<String, String> parameters) {
    private static final String TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~-]+";

    /** Some leave out the quotes of addresses, which RFC 9110 wants, or the comma before the next parameter. */
    private static final Pattern PARAMETER =
            Pattern.compile("[\\s,]*(" + TOKEN + ")\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|([^\\s,\"=]+))(?=[\\s,]|$)");

    private static final Pattern SCHEME = Pattern.compile("[\\s,]*(" + TOKEN + ")(?=[\\s,]|$)");

    /** What schemes such as Negotiate have in place of parameters. */
    private static final Pattern TOKEN68 = Pattern.compile("\\s+[A-Za-z0-9._~+/-]+=*\\s*(?=,|$)");

    /** Longer values are of no use, and would only cost time. */
    private static final int MAX_CHARS = 8 << 10;

    Challenge {
        parameters = Map.copyOf(parameters);
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /** The same with the address of the token server made absolute, for registries that only name its path. */
    Challenge at(URI uri) {
        String realm = parameters.getOrDefault("realm", "");
        if (!realm.startsWith("/") || realm.startsWith("//")) {
            return this;
        }
        Map<String, String> absolute = new LinkedHashMap<>(parameters);
        absolute.put("realm", uri.getScheme() + "://" + uri.getRawAuthority() + realm);
        return new Challenge(scheme, absolute);
    }

    /** All challenges of all header values, in order; what cannot be read ends a value. */
    static List<Challenge> parse(List<String> headers) {
        List<Challenge> challenges = new ArrayList<>();
        for (String header : headers) {
            if (header.length() <= MAX_CHARS) {
                parse(header, challenges);
            }
        }
        return challenges;
    }

    private static void parse(String header, List<Challenge> challenges) {
        Matcher scheme = SCHEME.matcher(header);
        Matcher parameter = PARAMETER.matcher(header);
        Matcher token68 = TOKEN68.matcher(header);
        int at = 0;
        while (scheme.region(at, header.length()).lookingAt()) {
            at = scheme.end();
            Map<String, String> parameters = new LinkedHashMap<>();
            while (parameter.region(at, header.length()).lookingAt()) {
                String quoted = parameter.group(2);
                String value = quoted == null ? parameter.group(3) : quoted.replaceAll("\\\\(.)", "$1");
                parameters.put(parameter.group(1).toLowerCase(Locale.ROOT), value);
                at = parameter.end();
            }
            if (parameters.isEmpty() && token68.region(at, header.length()).lookingAt()) {
                at = token68.end();
            }
            challenges.add(new Challenge(scheme.group(1).toLowerCase(Locale.ROOT), parameters));
        }
    }
}
