package dev.drayage.cli;

import dev.drayage.place.PlaceName;
import dev.drayage.place.PlaceProvider;
import dev.drayage.place.RepositoriesProvider;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** For picocli: a place that takes many images, named as {@code serve} does, without one image of it. */
final class WholePlaceConverter implements ITypeConverter<PlaceName> {
    @Override
    public PlaceName convert(String value) {
        PlaceName place = PlaceNames.converted(() -> {
            PlaceProvider kind = PlaceNames.KINDS.providerOf(value);
            String rest = kind.scheme().isEmpty()
                    ? value
                    : value.substring(kind.scheme().length() + 1);
            return kind instanceof RepositoriesProvider provider ? provider.parseServed(rest) : kind.parse(rest);
        });
        if (place.image() != null) {
            throw new TypeConversionException(
                    "'" + value + "' names an image, and many images go there; write " + place.location());
        }
        if (!PlaceNames.KINDS.provider(place).isWritable()) {
            throw new TypeConversionException(
                    place + " can be read, but nothing can be copied there; places are " + PlaceNames.destinations());
        }
        if (PlaceNames.isArchive(place)) {
            throw new TypeConversionException("images are added one by one, and " + place
                    + " is written as a whole; bring them to oci:DIR, and export that");
        }
        return place;
    }
}
