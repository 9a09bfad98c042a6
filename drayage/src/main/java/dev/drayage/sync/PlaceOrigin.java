package dev.drayage.sync;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ReadableContent;
import dev.drayage.content.ReferrersProvider;
import dev.drayage.image.ImageSource;
import dev.drayage.image.NamedImage;
import dev.drayage.list.WantedImage;
import dev.drayage.naming.ImageNames;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.Reference;
import dev.drayage.source.Source;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Images come from one place that is open, such as an archive, under the names that they have there. */
public final class PlaceOrigin implements ImageOrigin {
    private final Source source;
    private final ImageSource place;
    private final List<WantedImage> wanted = new ArrayList<>();
    private final Map<Reference, Descriptor> images = new HashMap<>();
    private int referring;
    private @Nullable ReferrersProvider referrers;

    /**
     * Some images of a place, which stays open as long as this is used.
     *
     * @param source names them, all of them images of one place
     * @throws ContentException if one has no whole name, or two have the same
     */
    public PlaceOrigin(Source source) throws ContentException {
        this.source = source;
        this.place = source.filledPlace();
        for (Descriptor image : source.images()) {
            if (ImageNames.isReferrer(image)) {
                referring++;
                continue;
            }
            Reference name = name(image);
            Descriptor other = this.images.putIfAbsent(name, image);
            if (other == null) {
                wanted.add(new WantedImage(name, null, place.location()));
            } else if (!other.digest().equals(image.digest())) {
                throw new ContentException(
                        Kind.INVALID_ARGUMENT,
                        place.location() + ": two different images are named " + name + "; choose one of them");
            }
        }
    }

    private static Reference name(Descriptor image) throws ContentException {
        String name = NamedImage.of(image).name();
        if (name == null) {
            throw new ContentException(
                    Kind.INVALID_ARGUMENT,
                    "image " + image.digest() + " has no whole name, which would tell where it goes; copy it alone, by"
                            + " @DIGEST, and name its destination");
        }
        try {
            return Reference.parse(name).withDefaultTag();
        } catch (IllegalArgumentException e) {
            throw new ContentException(Kind.INVALID_ARGUMENT, String.valueOf(e.getMessage()), e);
        }
    }

    /** How many more are listed that only refer to images, such as signatures: those go along with what they refer to. */
    public int referring() {
        return referring;
    }

    /** All of the images. */
    public List<WantedImage> wanted() {
        return List.copyOf(wanted);
    }

    @Override
    public Digest look(Reference name) throws IOException {
        Descriptor image = images.get(name);
        if (image == null) {
            throw ContentNotFoundException.of(List.of(), place.location() + " holds no image named " + name);
        }
        return image.digest();
    }

    @Override
    public ImageSource open(Reference name) {
        return new Open(place, this::referrers);
    }

    /** A place that does not know what refers to what is looked through once, not for each image. */
    private List<Descriptor> referrers(Descriptor subject) throws IOException {
        return provider().referrers(subject);
    }

    private synchronized ReferrersProvider provider() throws IOException {
        ReferrersProvider provider = referrers;
        if (provider == null) {
            provider = source.referrersProvider();
            referrers = provider;
        }
        return provider;
    }

    /** The place, left open. */
    private record Open(ImageSource place, ReferrersProvider provider) implements ImageSource, ReferrersProvider {
        @Override
        public List<Descriptor> referrers(Descriptor subject) throws IOException {
            return provider.referrers(subject);
        }

        @Override
        public ReadableContent content() {
            return place.content();
        }

        @Override
        public List<Descriptor> images() throws IOException {
            return place.images();
        }

        @Override
        public Descriptor find(String name) throws IOException {
            return place.find(name);
        }

        @Override
        public String location() {
            return place.location();
        }

        @Override
        public void close() {
            // Whoever opened it closes it.
        }
    }
}
