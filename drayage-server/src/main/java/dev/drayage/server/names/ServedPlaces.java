package dev.drayage.server.names;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.place.PlaceName;
import dev.drayage.place.PlaceOptions;
import dev.drayage.place.PlaceProvider;
import dev.drayage.place.Places;
import dev.drayage.place.RepositoriesProvider;
import dev.drayage.place.RepositoriesProvider.Access;
import dev.drayage.repository.ListedRepositories;
import dev.drayage.repository.Repositories;
import dev.drayage.repository.Repository;
import dev.drayage.repository.WritableRepository;
import dev.drayage.task.Closing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Several places as the one registry that they are served as. A name with the prefix of a place is of that place alone,
 * the longest prefix first; others are looked for in all places without a prefix, and of what several have, that of the first is taken.
 */
public final class ServedPlaces implements Repositories {
    /** More are not listed but refused, as all of them have to be sorted. */
    private static final int MOST_NAMES = 200_000;

    private static final String ANY_NAME = "library/scratch";

    private final List<ServedPlace> places;

    private ServedPlaces(List<ServedPlace> places) {
        this.places = places;
    }

    /** These places, closed with the result. */
    public static ServedPlaces of(List<ServedPlace> places) {
        return new ServedPlaces(places.stream()
                .sorted(Comparator.comparingInt(
                        (ServedPlace place) -> -place.prefix().length()))
                .toList());
    }

    /**
     * Takes apart the name of a place to be served.
     *
     * @throws IllegalArgumentException if no such place can be meant; the message is a sentence for whoever wrote it
     */
    public static PlaceName parse(String text, Places kinds) {
        PlaceProvider kind = kinds.providerOf(text);
        String scheme = kind.scheme();
        String rest = scheme.isEmpty() ? text : text.substring(scheme.length() + 1);
        return kind instanceof RepositoriesProvider provider ? provider.parseServed(rest) : kind.parse(rest);
    }

    /**
     * Opens a place to be served.
     *
     * @param text its name, without an image
     * @param prefix what the names of its repositories follow; empty for none
     * @throws IllegalArgumentException if no such place can be meant; the message is a sentence for whoever wrote it
     */
    public static ServedPlace open(String text, String prefix, Places kinds, PlaceOptions options, Access access)
            throws IOException {
        PlaceName name = parse(text, kinds);
        PlaceProvider kind = kinds.provider(name);
        if (name.image() != null) {
            throw new IllegalArgumentException(
                    "'" + text + "' names one image, but a place is served as a whole; write " + name.location());
        }
        Repositories place = kind instanceof RepositoriesProvider provider
                ? provider.openRepositories(name, options, access)
                : ListedRepositories.of(kind.openSource(name, options));
        return prefix.isEmpty()
                ? ServedPlace.of(ServedPlace.bareName(fileName(name)), place)
                : ServedPlace.mapped(prefix, place);
    }

    private static String fileName(PlaceName name) {
        String place = name.place();
        return place.substring(place.lastIndexOf('/', place.length() - 2) + 1);
    }

    private List<ServedPlace> covering(String name) {
        Optional<ServedPlace> mapped = places.stream()
                .filter(place -> !place.prefix().isEmpty() && place.covers(name))
                .findFirst();
        return mapped.map(List::of).orElseGet(() -> places.stream()
                .filter(place -> place.prefix().isEmpty())
                .toList());
    }

    @Override
    public Optional<Repository> find(String name) throws IOException {
        List<Repository> layers = new ArrayList<>();
        for (ServedPlace place : covering(name)) {
            place.find(name).ifPresent(layers::add);
        }
        return layers.isEmpty() ? Optional.empty() : Optional.of(LayeredRepository.of(layers));
    }

    /** Whether any place can be pushed to. */
    public boolean isAnyWritable() throws IOException {
        for (ServedPlace place : places) {
            String name = place.prefix().isEmpty() ? ANY_NAME : place.prefix() + "/" + ANY_NAME;
            if (place.writable(name).isPresent()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Optional<WritableRepository> writable(String name) throws IOException {
        for (ServedPlace place : covering(name)) {
            Optional<WritableRepository> found = place.writable(name);
            if (found.isPresent()) {
                return found;
            }
            if (place.find(name).isPresent()) {
                // It is pulled from here, so nobody would see what is pushed to a place behind this one.
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    @Override
    public List<String> names(@Nullable String after, int limit) throws IOException {
        if (places.size() == 1 && isRegistry(places.get(0))) {
            return places.get(0).page(after, limit);
        }
        TreeSet<String> names = new TreeSet<>();
        for (ServedPlace place : places) {
            names.addAll(place.names(MOST_NAMES));
            if (names.size() > MOST_NAMES) {
                throw new ContentException(
                        Kind.UNAVAILABLE,
                        location() + " holds more than " + MOST_NAMES
                                + " repositories, too many to be listed together; serve fewer places at once");
            }
        }
        return names.stream()
                .filter(name -> after == null || name.compareTo(after) > 0)
                .limit(limit)
                .toList();
    }

    private static boolean isRegistry(ServedPlace place) {
        return place.prefix().isEmpty() && !place.place().base().equals("docker.io");
    }

    @Override
    public String location() {
        return String.join(
                ", ",
                places.stream()
                        .map(place -> place.place().location())
                        .distinct()
                        .toList());
    }

    @Override
    public void close() throws IOException {
        Closing.all(places.stream().map(ServedPlace::place).toList());
    }
}
