package dev.drayage.cli;

import dev.drayage.oci.Reference;
import dev.drayage.place.PlaceName;
import dev.drayage.registry.RegistryPlace;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Registries and their repositories, as commands name them that are for nothing else. */
final class RegistryNames {
    private static final Pattern HOST =
            Pattern.compile("(?:[A-Za-z0-9][A-Za-z0-9.-]*|\\[[0-9A-Fa-f:.]+])(?::[0-9]{1,5})?");

    private RegistryNames() {}

    /** A repository or image of a registry, with or without the word before it. */
    static Reference bare(String text) {
        if (PlaceNames.hasScheme(text)) {
            PlaceName name = PlaceNames.converted(() -> PlaceNames.KINDS.parse(text));
            if (!name.scheme().equals(PlaceNames.REGISTRY)) {
                throw new TypeConversionException(
                        "'" + text + "' is not in a registry; name a repository: docker://HOST/REPOSITORY");
            }
            return RegistryPlace.reference(name);
        }
        return PlaceNames.converted(() -> Reference.parse(text));
    }

    /** A registry, with or without the word before it. */
    static String host(String text) {
        String host = text.replaceFirst("^(docker|https)://", "").replaceFirst("/$", "");
        if (!HOST.matcher(host).matches()) {
            throw new TypeConversionException(
                    "'" + text + "' is not a registry; name a host, such as localhost:5000 or docker://localhost:5000");
        }
        return host;
    }

    /** For picocli. */
    static final class RepositoryConverter implements ITypeConverter<Reference> {
        @Override
        public Reference convert(String value) {
            return bare(value);
        }
    }

    /** For picocli. */
    static final class HostConverter implements ITypeConverter<String> {
        @Override
        public String convert(String value) {
            return host(value);
        }
    }
}
