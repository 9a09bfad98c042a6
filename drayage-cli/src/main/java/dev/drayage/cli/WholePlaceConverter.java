package dev.drayage.cli;

import dev.drayage.place.PlaceName;
import dev.drayage.place.PlaceProvider;
import dev.drayage.place.RepositoriesProvider;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;

/** For picocli: a place that takes many images, named as {@code serve} does, without one image of it. */
final class WholePlaceConverter implements ITypeConverter<PlaceName> {
    /** A host with a port, or one that a path follows. */
    private static final Pattern HOST =
            Pattern.compile("[A-Za-z0-9.-]+:[0-9]+(?:/.*)?|localhost(?:/.*)?|[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)+/.*");

    @Override
    public PlaceName convert(String value) {
        return PlaceNames.converted(() -> writable(value));
    }

    private static PlaceName writable(String value) {
        PlaceName place = whole(value);
        if (!PlaceNames.KINDS.provider(place).isWritable()) {
            throw new IllegalArgumentException(
                    place + " can be read, but nothing can be copied there; places are " + PlaceNames.destinations());
        }
        if (PlaceNames.isArchive(place)) {
            throw new IllegalArgumentException(
                    "images are added one by one, and " + place + " is written as a whole, by dray export --list");
        }
        return place;
    }

    /**
     * A place with all of its images: of a registry, what is below a prefix.
     *
     * @throws IllegalArgumentException if one image is named
     */
    static PlaceName whole(String value) {
        PlaceProvider kind = PlaceNames.KINDS.providerOf(value);
        if (kind.scheme().isEmpty()) {
            requireNoRegistry(value);
        }
        String rest =
                kind.scheme().isEmpty() ? value : value.substring(kind.scheme().length() + 1);
        PlaceName place = kind instanceof RepositoriesProvider provider ? provider.parseServed(rest) : kind.parse(rest);
        if (place.image() != null) {
            throw new IllegalArgumentException(
                    "'" + value + "' names an image, and many are meant; write " + place.location());
        }
        return place;
    }

    /** An address of a registry without its scheme is taken for an image of the local store. */
    private static void requireNoRegistry(String value) {
        PlaceNames.requireNoOtherPlace(value);
        if (HOST.matcher(value).matches()) {
            throw new IllegalArgumentException("'" + value + "' is no place; a registry is written docker://" + value);
        }
    }
}
