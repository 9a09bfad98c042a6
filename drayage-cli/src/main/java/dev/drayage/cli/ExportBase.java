package dev.drayage.cli;

import dev.drayage.list.WantedImage;
import dev.drayage.place.PlaceName;
import dev.drayage.registry.Registry;
import dev.drayage.source.ListedSource;
import dev.drayage.source.Sources;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;

/**
 * What a bundle is made upon: the images of a place, or those that a lock names, of which the registries that they came from
 * say what they are made of.
 *
 * @param place where they are
 * @param lock the lock; null if it is a place
 */
record ExportBase(PlaceName place, @Nullable Path lock) {
    private static final byte[] BEGINNING = "dray-lock ".getBytes(StandardCharsets.US_ASCII);

    /** Opens it. */
    Sources open(PlaceArguments places, OutputOptions output) throws IOException {
        if (lock == null) {
            return places.open(List.of(place), output);
        }
        Registry client =
                places.options(List.of(place), output).get(Registry.class).orElseThrow();
        List<WantedImage> wanted = ListArguments.read(List.of(lock.toString()), client, output);
        return Sources.of(place, ListedSource.open(client, wanted, lock.toString(), output::warning));
    }

    /** For picocli. */
    static final class Converter implements ITypeConverter<ExportBase> {
        @Override
        public ExportBase convert(String value) throws IOException {
            return !PlaceNames.hasScheme(value) && isLock(Path.of(value))
                    ? new ExportBase(ListArguments.REGISTRIES, Path.of(value))
                    : new ExportBase(PlaceNames.parse(value), null);
        }

        /** Looked at first: what is no file, such as a FIFO, could wait for a writer. */
        private static boolean isLock(Path file) throws IOException {
            if (!Files.isRegularFile(file)) {
                return false;
            }
            try (InputStream in = Files.newInputStream(file)) {
                return Arrays.equals(in.readNBytes(BEGINNING.length), BEGINNING);
            }
        }
    }
}
