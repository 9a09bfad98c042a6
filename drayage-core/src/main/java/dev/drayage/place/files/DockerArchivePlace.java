package dev.drayage.place.files;

import dev.drayage.archive.ArchiveReadOptions.Form;
import dev.drayage.archive.ImageArchive;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.image.ImageSource;
import dev.drayage.oci.Reference;
import dev.drayage.place.PlaceDestination;
import dev.drayage.place.PlaceName;
import dev.drayage.place.PlaceOptions;
import dev.drayage.place.PlaceProvider;
import dev.drayage.transfer.ImageNaming;
import java.io.IOException;
import java.util.Locale;

/** {@code docker-archive:}, what {@code docker save} writes. */
public final class DockerArchivePlace implements PlaceProvider {
    @Override
    public String scheme() {
        return "docker-archive";
    }

    @Override
    public String syntax() {
        return "FILE[:REF]";
    }

    @Override
    public String description() {
        return "in what docker save writes";
    }

    @Override
    public int order() {
        return 30;
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
        return ArchivePlace.open(name, Form.DOCKER, options);
    }

    /** A bare tag gets the name of where it comes from: of {@code oci:images}, images:v1. */
    @Override
    public PlaceDestination openDestination(PlaceName name, PlaceName from, PlaceOptions options) throws IOException {
        String given = name.image();
        ImageNaming naming = ImageNaming.withBaseName(baseName(from.place()));
        ArchiveDestination opened = ArchiveDestination.open(name, ImageArchive::planDocker, naming, null, options);
        return given == null ? opened : opened.calling(tagged(given, name.location()));
    }

    private static String baseName(String place) {
        String file = place.substring(place.lastIndexOf('/', place.length() - 2) + 1)
                .toLowerCase(Locale.ROOT)
                .replaceFirst("(\\.tar)?(\\.gz|\\.zst|\\.zstd|\\.tgz|\\.tar)?/?$", "")
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-|-$", "");
        return file.isEmpty() ? "image" : file;
    }

    /** Docker knows no tags but those of a repository, and no digests. */
    private static String tagged(String image, String location) throws ContentException {
        Reference reference;
        try {
            reference = Reference.parse(image);
        } catch (IllegalArgumentException e) {
            throw new ContentException(Kind.INVALID_ARGUMENT, location + ": " + e.getMessage(), e);
        }
        if (reference.digest() != null) {
            throw new ContentException(
                    Kind.INVALID_ARGUMENT,
                    "an image in a Docker archive has tags and no digest; name a tag instead in " + location + ":"
                            + image);
        }
        return reference.withDefaultTag().toString();
    }
}
