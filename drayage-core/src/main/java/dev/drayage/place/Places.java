package dev.drayage.place;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The kinds of places there are, and the names of places. A kind is looked for when a name of it is first met; of two with
 * the same scheme the one that is found first is taken. Thread-safe.
 */
public final class Places {
    private final Iterator<PlaceProvider> unseen;
    private final List<PlaceProvider> seen = new ArrayList<>();

    private Places(Iterator<PlaceProvider> unseen) {
        this.unseen = unseen;
    }

    /** The kinds that the class path or module path of this library brings along. */
    public static Places load() {
        return new Places(ServiceLoader.load(PlaceProvider.class, Places.class.getClassLoader())
                .iterator());
    }

    /** These kinds and no others. */
    public static Places of(List<PlaceProvider> providers) {
        return new Places(List.copyOf(providers).iterator());
    }

    /** All kinds, in the order in which they are listed. */
    public synchronized List<PlaceProvider> all() {
        find(provider -> false);
        Comparator<PlaceProvider> byScheme = Comparator.comparing(
                        (PlaceProvider kind) -> kind.scheme().isEmpty())
                .thenComparingInt(PlaceProvider::order)
                .thenComparing(PlaceProvider::scheme);
        return seen.stream().sorted(byScheme).toList();
    }

    /** How all kinds of names are written, for messages: {@code oci:DIR[:TAG], docker://REF and NAME in the local store}. */
    public String forms() {
        List<PlaceProvider> all = all();
        String words = all.stream()
                .filter(kind -> !kind.scheme().isEmpty())
                .map(kind -> kind.scheme() + ":" + kind.syntax())
                .collect(Collectors.joining(", "));
        return words
                + all.stream()
                        .filter(kind -> kind.scheme().isEmpty())
                        .map(kind -> " and " + kind.syntax() + " " + kind.description())
                        .collect(Collectors.joining());
    }

    /** The kind whose names begin so; empty if there is none. */
    public Optional<PlaceProvider> withScheme(String scheme) {
        return find(provider -> provider.scheme().equals(scheme));
    }

    /**
     * The kind of place that a text names: the one whose scheme it begins with, else the one without a scheme.
     *
     * @throws IllegalArgumentException if it begins with none, and there is none without
     */
    public PlaceProvider providerOf(String text) {
        int colon = text.indexOf(':');
        Optional<PlaceProvider> named = colon <= 0 ? Optional.empty() : withScheme(text.substring(0, colon));
        return named.or(() -> withScheme(""))
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + text + "' is no place that can be opened here; places are " + forms()));
    }

    /**
     * The kind of a place.
     *
     * @throws IllegalArgumentException if there is none of this scheme
     */
    public PlaceProvider provider(PlaceName name) {
        return withScheme(name.scheme())
                .orElseThrow(() -> new IllegalArgumentException(
                        name + " is no place that can be opened here; places are " + forms()));
    }

    /**
     * Takes a name apart; {@code -} alone is an archive on a standard stream.
     *
     * @throws IllegalArgumentException if it names no place; the message is a sentence for whoever wrote it
     */
    public PlaceName parse(String text) {
        if (text.equals("-")) {
            return new PlaceName("oci-archive", text, null);
        }
        PlaceProvider kind = providerOf(text);
        String scheme = kind.scheme();
        return kind.parse(scheme.isEmpty() ? text : text.substring(scheme.length() + 1));
    }

    /** Goes no further than needed: looking through a class path takes time. */
    private synchronized Optional<PlaceProvider> find(Predicate<PlaceProvider> wanted) {
        for (PlaceProvider provider : seen) {
            if (wanted.test(provider)) {
                return Optional.of(provider);
            }
        }
        while (unseen.hasNext()) {
            PlaceProvider provider = unseen.next();
            if (seen.stream().noneMatch(known -> known.scheme().equals(provider.scheme()))) {
                seen.add(provider);
                if (wanted.test(provider)) {
                    return Optional.of(provider);
                }
            }
        }
        return Optional.empty();
    }
}
