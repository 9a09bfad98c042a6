package dev.drayage.cli;

import dev.drayage.oci.Reference;
import dev.drayage.place.PlaceName;
import dev.drayage.registry.RegistryPlace;
import dev.drayage.storage.RegistryStoragePlace;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Registries and their repositories, as commands name them that are for nothing else. */
final class RegistryNames {
    private static final Pattern HOST =
            Pattern.compile("(?:[A-Za-z0-9][A-Za-z0-9.-]*|\\[[0-9A-Fa-f:.]+])(?::[0-9]{1,5})?");

    private RegistryNames() {}

    /**
     * A repository, in a registry or in the storage of one.
     *
     * @param registry its name, where a registry has it
     * @param storage the name of the place, where a storage has it
     */
    record Target(@Nullable Reference registry, @Nullable PlaceName storage) {}

    /** Of the storage of a registry; empty for any other name. */
    static Optional<PlaceName> storage(String text) {
        return text.startsWith(RegistryStoragePlace.SCHEME + ":")
                ? Optional.of(PlaceNames.converted(() -> PlaceNames.KINDS.parse(text)))
                : Optional.empty();
    }

    /** A repository or image of a registry, with or without the word before it. */
    static Reference bare(String text) {
        if (PlaceNames.hasScheme(text)) {
            PlaceName name = PlaceNames.converted(() -> PlaceNames.KINDS.parse(text));
            if (!name.scheme().equals(PlaceNames.REGISTRY)) {
                throw new TypeConversionException(
                        "'" + text + "' is not in a registry; name a repository: docker://HOST/REPOSITORY or "
                                + RegistryStoragePlace.SCHEME + ":DIR:REPOSITORY");
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
    static final class RepositoryConverter implements ITypeConverter<Target> {
        @Override
        public Target convert(String value) {
            Optional<PlaceName> storage = storage(value);
            return storage.isPresent() ? new Target(null, storage.get()) : new Target(bare(value), null);
        }
    }

    /** For picocli. */
    static final class HostConverter implements ITypeConverter<String> {
        @Override
        public String convert(String value) {
            return host(value);
        }
    }

    /** For picocli: a registry, or the storage of one. */
    static final class HostOrStorageConverter implements ITypeConverter<String> {
        @Override
        public String convert(String value) {
            return storage(value).isPresent() ? value : host(value);
        }
    }
}
