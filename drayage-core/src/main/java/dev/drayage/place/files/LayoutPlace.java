package dev.drayage.place.files;

import dev.drayage.archive.ArchiveFile;
import dev.drayage.archive.ArchiveReadOptions;
import dev.drayage.content.ReadableContent;
import dev.drayage.file.MadeDirectory;
import dev.drayage.image.ImageDestination;
import dev.drayage.image.ImageSource;
import dev.drayage.layout.ImageLayout;
import dev.drayage.layout.WritableLayout;
import dev.drayage.place.PlaceDestination;
import dev.drayage.place.PlaceName;
import dev.drayage.place.PlaceOptions;
import dev.drayage.place.PlaceProvider;
import dev.drayage.place.RepositoriesProvider;
import dev.drayage.place.check.PlaceRepair;
import dev.drayage.repository.LayoutRepositories;
import dev.drayage.repository.ListedRepositories;
import dev.drayage.repository.Repositories;
import dev.drayage.transfer.ImageNaming;
import java.io.IOException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.List;

/** {@code oci:}, image layouts in directories. */
public final class LayoutPlace implements PlaceProvider, RepositoriesProvider, PlaceRepair {
    /** What tells a directory with an archive of Docker's. */
    private static final String DOCKER_LIST = "manifest.json";

    @Override
    public String scheme() {
        return "oci";
    }

    @Override
    public String syntax() {
        return "DIR[:TAG]";
    }

    @Override
    public String imageSyntax() {
        return "DIR[:TAG|@DIGEST]";
    }

    @Override
    public String description() {
        return "in an OCI image layout";
    }

    @Override
    public int order() {
        return 10;
    }

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public PlaceName parse(String rest) {
        return PlaceName.ofPath(scheme(), rest);
    }

    @Override
    public ImageSource openSource(PlaceName name, PlaceOptions options) throws IOException {
        ArchiveReadOptions reading = options.get(ArchiveReadOptions.class).orElseGet(ArchiveReadOptions::defaults);
        return ArchiveFile.openDirectory(name.path(), links(options), reading);
    }

    @Override
    public PlaceDestination openDestination(PlaceName name, PlaceName from, PlaceOptions options) throws IOException {
        MadeDirectory made = MadeDirectory.at(name.path(), WritableLayout::removeIfEmpty);
        try {
            return PlaceDestination.of(
                    ImageDestination.owning(WritableLayout.open(name.path()), made),
                    ImageNaming.asItStands(),
                    name.image());
        } catch (IOException | RuntimeException e) {
            made.close();
            throw e;
        }
    }

    @Override
    public PlaceName parseServed(String rest) {
        PlaceName name = parse(rest);
        if (name.image() != null) {
            throw new IllegalArgumentException(
                    "'" + name + "' names an image, and a layout is served as a whole; write " + name.whole());
        }
        return name;
    }

    @SuppressWarnings("exports") // to our modules alone
    @Override
    public Repositories openRepositories(PlaceName name, PlaceOptions options, Access access) throws IOException {
        if (access == Access.READ) {
            // What docker save wrote is no layout, though it can be unpacked into a directory.
            return Files.exists(name.path().resolve(DOCKER_LIST))
                    ? ListedRepositories.of(openSource(name, options))
                    : LayoutRepositories.reading(name.path(), links(options));
        }
        WritableLayout layout = WritableLayout.open(name.path());
        try {
            return LayoutRepositories.writing(name.path(), layout, InstantSource.system());
        } catch (IOException | RuntimeException e) {
            layout.close();
            throw e;
        }
    }

    @SuppressWarnings("exports") // to our modules alone
    @Override
    public RepairReport repair(
            PlaceName name, PlaceOptions options, List<ReadableContent> from, Mode mode, RepairListener told)
            throws IOException {
        try (ImageSource source = openSource(name, options)) {
            return ImageFiles.repair(name, source, from, mode, told, new LayoutRepair(name.path()));
        }
    }

    private static ImageLayout.Links links(PlaceOptions options) {
        return options.get(ImageLayout.Links.class).orElse(ImageLayout.Links.INSIDE);
    }
}
