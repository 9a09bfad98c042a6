package dev.drayage.cli;

import dev.drayage.name.WrittenNames;
import dev.drayage.place.PlaceName;
import dev.drayage.place.PlaceProvider;
import dev.drayage.place.Places;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** Names of places as users write them. */
final class PlaceNames {
    /** The kinds of places there are. */
    static final Places KINDS = Places.load();

    private static final WrittenNames NAMES = new WrittenNames(KINDS);

    // Kinds that the command knows more of than they say themselves.
    static final String LAYOUT = "oci";
    static final String ARCHIVE = "oci-archive";
    static final String DOCKER_ARCHIVE = "docker-archive";
    static final String REGISTRY = "docker";
    static final String CONTAINERD = "containerd";
    static final String CONTAINERD_ROOT = "containerd-root";
    static final String STORE = "";

    private PlaceNames() {}

    /** Whether images go there as one archive. */
    static boolean isArchive(PlaceName name) {
        return name.scheme().equals(ARCHIVE) || name.scheme().equals(DOCKER_ARCHIVE);
    }

    /** Whether a text begins with the scheme of a kind of place. */
    static boolean hasScheme(String text) {
        return NAMES.hasScheme(text);
    }

    /** A place, or an image in the local store; what was meant as something else is refused. */
    static PlaceName parse(String text) {
        return converted(() -> NAMES.parse(text));
    }

    /** Refuses what is no name of an image in the local store. */
    static void requireStored(String text) {
        converted(() -> {
            NAMES.requireStoredName(text);
            return text;
        });
    }

    /** Refuses words of other tools, misspelt schemes and addresses. */
    static void requireNoOtherPlace(String text) {
        NAMES.requireNoOtherPlace(text);
    }

    /** What is to be imported: a directory or file, unless it begins as the names of other commands do. */
    static PlaceName ofFile(String text) {
        if (hasScheme(text)) {
            return parse(text);
        }
        return converted(() -> {
            if (!Files.exists(Path.of(text))) {
                NAMES.requireNoOtherPlace(text);
            }
            PlaceName archive = PlaceName.ofPath(ARCHIVE, text, text);
            return Files.isDirectory(archive.path())
                    ? new PlaceName(LAYOUT, archive.place(), archive.image())
                    : archive;
        });
    }

    /** An archive that is to be written, whose name may have colons, unless it begins as the names of other commands do. */
    static PlaceName ofNewFile(String text) {
        if (hasScheme(text)) {
            return parse(text);
        }
        return converted(() -> {
            NAMES.requireNoOtherPlace(text);
            return new PlaceName(ARCHIVE, text, null);
        });
    }

    /** How all kinds of places that can be written to are named. */
    static String destinations() {
        return Places.of(KINDS.all().stream().filter(PlaceProvider::isWritable).toList())
                .forms();
    }

    static <T> T converted(Supplier<T> parsing) {
        try {
            return parsing.get();
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(OptionNames.translate(String.valueOf(e.getMessage())));
        }
    }

    /** For picocli. */
    static final class FileConverter implements ITypeConverter<PlaceName> {
        @Override
        public PlaceName convert(String value) {
            return ofFile(value);
        }
    }

    /** For picocli. */
    static final class NewFileConverter implements ITypeConverter<PlaceName> {
        @Override
        public PlaceName convert(String value) {
            return ofNewFile(value);
        }
    }

    /** Of arguments that picocli does not convert: where none is needed, it takes a wrong one for one too many. */
    static List<PlaceName> parse(CommandSpec spec, List<String> arguments) {
        try {
            return arguments.stream().map(PlaceNames::parse).toList();
        } catch (TypeConversionException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    /** For picocli. */
    static final class Converter implements ITypeConverter<PlaceName> {
        @Override
        public PlaceName convert(String value) {
            return parse(value);
        }
    }
}
