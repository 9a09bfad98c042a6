package dev.drayage.registry.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hosts that are spoken to directly, as {@code NO_PROXY} lists them: {@code *} for all, names (with the hosts below them),
 * {@code .name} and {@code *.name} (the hosts below alone), addresses and networks such as {@code 10.0.0.0/8} or
 * {@code fd00::/8}; any but a network may be for one port alone. Names are not looked up, and what is none of these is
 * passed over.
 */
final class NoProxy {
    private static final Pattern BRACKETED = Pattern.compile("\\[([0-9a-f:.]+)](?::(\\d+))?");
    private static final Pattern WITH_PORT = Pattern.compile("([^:]*):(\\d+)");
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(?:\\.\\d{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-f.]*:[0-9a-f:.]*");

    private final List<Predicate<Origin>> rules = new ArrayList<>();

    /** Reads a list with commas or blanks between its rules. */
    NoProxy(String list) {
        for (String rule : list.toLowerCase(Locale.ROOT).split("[,\\s]+", -1)) {
            if (!rule.isEmpty()) {
                rules.add(rule(rule));
            }
        }
    }

    boolean covers(Origin origin) {
        return isLoopback(origin) || rules.stream().anyMatch(rule -> rule.test(origin));
    }

    private static boolean isLoopback(Origin origin) {
        return host(origin).equals("localhost")
                || address(host(origin)).filter(InetAddress::isLoopbackAddress).isPresent();
    }

    /** The host as rules name it: without brackets, and without the dot that makes a name complete. */
    private static String host(Origin origin) {
        String host = origin.host();
        if (host.startsWith("[")) {
            return host.substring(1, host.length() - 1);
        }
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    private static Predicate<Origin> rule(String rule) {
        int slash = rule.indexOf('/');
        if (slash >= 0) {
            return network(rule.substring(0, slash), rule.substring(slash + 1));
        }
        Matcher bracketed = BRACKETED.matcher(rule);
        Matcher withPort = WITH_PORT.matcher(rule);
        Matcher parts = bracketed.matches() ? bracketed : withPort;
        if (!bracketed.matches() && !withPort.matches()) {
            return host(rule, OptionalInt.empty());
        }
        return host(parts.group(1), parts.group(2) == null ? OptionalInt.empty() : number(parts.group(2)));
    }

    private static Predicate<Origin> network(String start, String bits) {
        Optional<InetAddress> first = address(start);
        OptionalInt length = number(bits);
        if (first.isEmpty()
                || length.isEmpty()
                || length.getAsInt() > first.get().getAddress().length * 8) {
            return origin -> false;
        }
        return origin -> address(host(origin))
                .filter(address -> haveSameStart(first.get(), address, length.getAsInt()))
                .isPresent();
    }

    private static boolean haveSameStart(InetAddress one, InetAddress other, int bits) {
        byte[] first = one.getAddress();
        byte[] second = other.getAddress();
        if (first.length != second.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            if (((first[bit / 8] ^ second[bit / 8]) & (0x80 >> (bit % 8))) != 0) {
                return false;
            }
        }
        return true;
    }

    private static Predicate<Origin> host(String name, OptionalInt port) {
        Predicate<Origin> onPort = origin -> port.isEmpty() || port.getAsInt() == origin.port();
        if (name.equals("*")) {
            return onPort;
        }
        Optional<InetAddress> address = address(name);
        if (address.isPresent()) {
            return onPort.and(origin -> address(host(origin)).equals(address));
        }
        String bare = name.startsWith("*.") ? name.substring(1) : name;
        String domain = bare.endsWith(".") ? bare.substring(0, bare.length() - 1) : bare;
        if (domain.startsWith(".")) {
            return onPort.and(origin -> host(origin).endsWith(domain));
        }
        return onPort.and(origin -> host(origin).equals(domain) || host(origin).endsWith("." + domain));
    }

    private static OptionalInt number(String digits) {
        return digits.matches("\\d{1,5}") ? OptionalInt.of(Integer.parseInt(digits)) : OptionalInt.empty();
    }

    /** The address that a text is; empty for a name. */
    private static Optional<InetAddress> address(String text) {
        if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
