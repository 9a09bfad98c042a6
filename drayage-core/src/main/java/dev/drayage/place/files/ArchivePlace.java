package dev.drayage.place.files;

import dev.drayage.archive.ArchiveFile;
import dev.drayage.archive.ArchiveReadOptions;
import dev.drayage.archive.ArchiveReadOptions.Form;
import dev.drayage.archive.ImageArchive;
import dev.drayage.image.ImageSource;
import dev.drayage.place.PlaceDestination;
import dev.drayage.place.PlaceName;
import dev.drayage.place.PlaceOptions;
import dev.drayage.place.PlaceProvider;
import dev.drayage.transfer.ImageNaming;
import dev.drayage.volume.VolumeOptions;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.util.Set;

/** {@code oci-archive:}, a tar of a layout; any other archive can be read. */
public final class ArchivePlace implements PlaceProvider {
    private static final Set<String> STANDARD_INPUT = Set.of("-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0");

    @Override
    public String scheme() {
        return "oci-archive";
    }

    @Override
    public String syntax() {
        return "FILE[:TAG]";
    }

    @Override
    public String imageSyntax() {
        return "FILE[:TAG|@DIGEST]";
    }

    @Override
    public String description() {
        return "in a tar of one, or any other archive";
    }

    @Override
    public int order() {
        return 20;
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
        return open(name, Form.ANY, options);
    }

    /** An archive in a file, or on standard input, which can be read once. */
    static ImageSource open(PlaceName name, Form form, PlaceOptions options) throws IOException {
        ArchiveReadOptions reading = options.get(ArchiveReadOptions.class)
                .orElseGet(ArchiveReadOptions::defaults)
                .withForm(form);
        return STANDARD_INPUT.contains(name.place()) && !Files.isRegularFile(name.path())
                ? ArchiveFile.read(Channels.newChannel(System.in), name.location(), reading)
                : ArchiveFile.open(
                        name.path(),
                        name.location(),
                        reading,
                        options.get(VolumeOptions.class).orElseGet(VolumeOptions::defaults));
    }

    @Override
    public PlaceDestination openDestination(PlaceName name, PlaceName from, PlaceOptions options) throws IOException {
        return ArchiveDestination.open(name, ImageArchive::plan, ImageNaming.asItStands(), name.image(), options);
    }
}
