package dev.drayage.sample;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.image.ImageSource;
import dev.drayage.place.PlaceDestination;
import dev.drayage.place.PlaceName;
import dev.drayage.place.PlaceOptions;
import dev.drayage.place.PlaceProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** {@code dir:}, skopeo's directories: one image each, its blobs in files that are named by their digests. */
public final class DirPlace implements PlaceProvider {
    @Override
    public String scheme() {
        return "dir";
    }

    @Override
    public String syntax() {
        return "DIR";
    }

    @Override
    public String description() {
        return "in a directory as skopeo writes it";
    }

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public PlaceName parse(String rest) {
        if (rest.isEmpty()) {
            throw new IllegalArgumentException("'dir:' names no directory");
        }
        return new PlaceName(scheme(), rest, null);
    }

    @Override
    public ImageSource openSource(PlaceName name, PlaceOptions options) throws IOException {
        return DirSource.open(name.path());
    }

    @Override
    public PlaceDestination openDestination(PlaceName name, PlaceName from, PlaceOptions options) throws IOException {
        Path directory = Files.createDirectories(name.path());
        try (Stream<Path> files = Files.list(directory)) {
            if (files.findAny().isPresent()) {
                throw new ContentException(Kind.ALREADY_EXISTS, name + " is not empty; name another directory");
            }
        }
        return new DirDestination(directory);
    }
}
