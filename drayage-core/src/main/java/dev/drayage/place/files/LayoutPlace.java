package dev.drayage.place.files;

import dev.drayage.archive.ArchiveFile;
import dev.drayage.archive.ArchiveReadOptions;
import dev.drayage.file.MadeDirectory;
import dev.drayage.image.ImageDestination;
import dev.drayage.image.ImageSource;
import dev.drayage.layout.ImageLayout;
import dev.drayage.layout.WritableLayout;
import dev.drayage.place.PlaceDestination;
import dev.drayage.place.PlaceName;
import dev.drayage.place.PlaceOptions;
import dev.drayage.place.PlaceProvider;
import dev.drayage.transfer.ImageNaming;
import java.io.IOException;

/** {@code oci:}, image layouts in directories. */
public final class LayoutPlace implements PlaceProvider {
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
        return ArchiveFile.openDirectory(
                name.path(), options.get(ImageLayout.Links.class).orElse(ImageLayout.Links.INSIDE), reading);
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
}
