package dev.drayage.place.files;

import dev.drayage.archive.ArchiveFile;
import dev.drayage.archive.ArchiveReadOptions;
import dev.drayage.archive.ArchiveReadOptions.Form;
import dev.drayage.archive.ImageArchive;
import dev.drayage.compress.Compression;
import dev.drayage.content.Blob;
import dev.drayage.content.ReadableContent;
import dev.drayage.image.ImageSource;
import dev.drayage.place.PlaceDestination;
import dev.drayage.place.PlaceName;
import dev.drayage.place.PlaceOptions;
import dev.drayage.place.PlaceProvider;
import dev.drayage.place.check.PlaceRepair;
import dev.drayage.tar.ArchiveContent;
import dev.drayage.tar.TarLimits;
import dev.drayage.transfer.ImageNaming;
import dev.drayage.volume.VolumeNames;
import dev.drayage.volume.VolumeOptions;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;

/** {@code oci-archive:}, a tar of a layout; any other archive can be read. */
public final class ArchivePlace implements PlaceProvider, PlaceRepair {
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

    @SuppressWarnings("exports") // to our modules alone
    @Override
    public RepairReport repair(
            PlaceName name, PlaceOptions options, List<ReadableContent> from, Mode mode, RepairListener told)
            throws IOException {
        if (!Files.isRegularFile(name.path())) {
            throw new IllegalArgumentException(name + " is no file, which is what can be repaired");
        }
        if (VolumeNames.ofPart(name.path()).isPresent()) {
            throw new IllegalArgumentException(name
                    + " is a volume of an archive, and volumes are not repaired in place;"
                    + " to write others, export " + name + " with option fillFrom PLACE and option split SIZE");
        }
        try (Blob file = Blob.ofFile(name.path())) {
            if (Compression.of(file) != Compression.NONE) {
                throw new IllegalArgumentException(name
                        + " is compressed, and not repaired in place; to write another, export " + name
                        + " with option fillFrom PLACE");
            }
        }
        try (ImageSource source = openSource(name, options);
                ArchiveContent content =
                        ArchiveContent.index(Blob.ofFile(name.path()), name.location(), TarLimits.defaults())) {
            return ImageFiles.repair(name, source, from, mode, told, new ArchiveRepair(name.path(), content));
        }
    }

    @Override
    public PlaceDestination openDestination(PlaceName name, PlaceName from, PlaceOptions options) throws IOException {
        return ArchiveDestination.open(name, ImageArchive::plan, ImageNaming.asItStands(), name.image(), options);
    }
}
