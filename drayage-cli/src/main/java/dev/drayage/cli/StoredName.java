package dev.drayage.cli;

import dev.drayage.content.ContentNotFoundException;
import dev.drayage.metadata.ImageStore;
import dev.drayage.metadata.StoredImage;
import dev.drayage.oci.Reference;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The name of an image in the local store.
 *
 * @param text as the user wrote it
 */
record StoredName(String text) {

    /** The image of this name, or else of its full form. */
    StoredImage find(ImageStore images) throws IOException {
        Optional<StoredImage> image = images.get(text);
        if (image.isEmpty() && isReference()) {
            image = images.get(full());
        }
        return image.orElseThrow(() -> ContentNotFoundException.of(
                List.of(), "there is no image " + text + " in the local store; dray ls lists those there are"));
    }

    /** The name as it is stored: {@code app} is {@code docker.io/library/app:latest}. */
    String full() {
        return Reference.parse(text).withDefaultTag().toString();
    }

    private boolean isReference() {
        try {
            return !full().isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Refuses what other commands would look for elsewhere. */
    private static void requireOfStore(String value) {
        if (PlaceNames.hasScheme(value)) {
            StoredName name = new StoredName(value);
            throw new TypeConversionException("'" + value + "' is not in the local store, and this command works on"
                    + " nothing else" + whereNamesChange(value.substring(0, value.indexOf(':')))
                    + (name.isReference()
                            ? "; an image there that is called so is named in full, " + name.full()
                            : ""));
        }
        PlaceNames.requireStored(value);
    }

    private static String whereNamesChange(String scheme) {
        return switch (scheme) {
            case PlaceNames.REGISTRY ->
                "; a registry is given names by dray copy docker://REF docker://OTHER, dray delete takes them";
            case PlaceNames.CONTAINERD ->
                "; names in a containerd are given by ctr images tag and taken by ctr images rm";
            default -> "";
        };
    }

    /** For picocli. */
    static final class Converter implements ITypeConverter<StoredName> {
        @Override
        public StoredName convert(String value) {
            requireOfStore(value);
            return new StoredName(value);
        }
    }

    /** For picocli, of names to be given. */
    static final class NewNameConverter implements ITypeConverter<StoredName> {
        @Override
        public StoredName convert(String value) {
            requireOfStore(value);
            try {
                return new StoredName(Reference.parse(value).withDefaultTag().toString());
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
