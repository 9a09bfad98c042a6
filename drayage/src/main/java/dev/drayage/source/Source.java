package dev.drayage.source;

import dev.drayage.bundle.Bundle;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ReadableContent;
import dev.drayage.content.ReferrersProvider;
import dev.drayage.docker.ImageConversion;
import dev.drayage.document.Limits;
import dev.drayage.graph.Attestations;
import dev.drayage.graph.Documents;
import dev.drayage.graph.Handler;
import dev.drayage.graph.ImageManifests;
import dev.drayage.graph.ListedReferrers;
import dev.drayage.graph.PlatformManifests;
import dev.drayage.graph.Referrers;
import dev.drayage.image.ImageSearch;
import dev.drayage.image.ImageSource;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.ImageAnnotations;
import dev.drayage.place.PlaceName;
import dev.drayage.platform.Platform;
import dev.drayage.selection.PlatformSelection;
import dev.drayage.store.StoredImages;
import dev.drayage.verify.VerifyReport;
import dev.drayage.verify.VerifyReport.Finding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An opened source, which others may share the place of, and the images of it that were asked for.
 *
 * @param name how the user named it
 * @param place all that it holds
 * @param images what was asked for, in order
 * @param listed the images as the place lists them, where one platform of them was chosen
 * @param filled the content of the place, filled from others; null if it is not
 */
public record Source(
        PlaceName name,
        ImageSource place,
        List<Descriptor> images,
        List<Descriptor> listed,
        @Nullable ReadableContent filled) {
    /** Without anything to fill it from. */
    public Source(PlaceName name, ImageSource place, List<Descriptor> images, List<Descriptor> listed) {
        this(name, place, images, listed, null);
    }

    Source(PlaceName name, ImageSource place, List<Descriptor> images) {
        this(name, place, images, images);
    }

    /** What was named of a place, which stays open if it is not there. */
    static Source of(PlaceName name, ImageSource place) throws IOException {
        String image = name.image();
        return new Source(name, place, image == null ? place.images() : List.of(place.find(image)));
    }

    /** This source with the manifest of one platform in the place of each image. */
    public Source on(Platform platform, Consumer<String> warnings) throws IOException {
        PlatformManifests manifests = new PlatformManifests(new Documents(content()), warnings);
        List<Descriptor> chosen = new ArrayList<>();
        for (Descriptor image : images) {
            chosen.add(manifests.of(image, label(image), platform));
        }
        return new Source(name, place, chosen, images, filled);
    }

    /** This source with its images as they are after a conversion. */
    public Source converted(ImageConversion conversion) {
        return new Source(name, new ConvertedPlace(place, conversion), conversion.images());
    }

    /** What the images are made of. */
    public ReadableContent content() {
        return filled == null ? place.content() : filled;
    }

    /** The place, with its content as it is filled. */
    public ImageSource filledPlace() {
        return filled == null ? place : new FilledPlace(place, filled);
    }

    /** This source with its content filled from others. */
    Source filled(ReadableContent content) {
        return new Source(name, place, images, listed, content);
    }

    /** What refers to the images, recursively; a place that does not know is looked through. */
    public List<Descriptor> referrers(PlatformSelection platforms) throws IOException {
        ReferrersProvider provider = referrersProvider();
        Documents documents = new Documents(content());
        List<Descriptor> all = new ArrayList<>(attestations(documents, platforms));
        all.addAll(
                Referrers.of(provider, documents, Handler.children(documents).onPlatforms(platforms.filter()), images));
        return all;
    }

    /** What knows what refers to what; a place that does not is looked through for it, which reads all documents. */
    public ReferrersProvider referrersProvider() throws IOException {
        return place instanceof ReferrersProvider known ? known : ListedReferrers.of(content(), place.images());
    }

    /** Those that lie in an index, and are left behind with it or with its other platforms. */
    private List<Descriptor> attestations(Documents documents, PlatformSelection platforms) throws IOException {
        boolean leavesSome = !listed.equals(images) || platforms.mode() == PlatformSelection.Mode.NAMED;
        List<Descriptor> found = new ArrayList<>();
        for (int i = 0; leavesSome && i < images.size(); i++) {
            Set<Digest> taken = ImageManifests.of(documents, images.get(i), platforms.filter()).stream()
                    .map(Descriptor::digest)
                    .collect(Collectors.toSet());
            found.addAll(Attestations.of(documents, listed.get(i), taken));
        }
        return found;
    }

    /** What is to be verified: the images, and where all of a bundle was named, its deltas. */
    public List<Descriptor> verified() {
        return name.image() == null
                ? Stream.concat(images.stream(), Bundle.deltas(place).stream()).toList()
                : images;
    }

    /** Every blob of the place, to find those that nothing refers to; empty where the place cannot list them. */
    public List<ContentInfo> stored() throws IOException {
        return place.blobs();
    }

    /** Has what is corrupt in the local store stored again when it is next written. */
    public void distrust(VerifyReport report) throws IOException {
        if (place instanceof StoredImages stored) {
            for (Finding finding : report.findings()) {
                if (finding.kind() == Finding.Kind.CORRUPT) {
                    stored.distrust(finding.digest());
                }
            }
        }
    }

    /** What to call an image in output: its full name, else its tag, else its digest. */
    public static String label(Descriptor image) {
        return image.annotation(ImageAnnotations.IMAGE_NAME)
                .or(() -> image.annotation(ImageAnnotations.REF_NAME))
                .orElseGet(() -> "@" + image.digest());
    }

    /** A place that lists what it lists, and whose content is filled from others. */
    private record FilledPlace(ImageSource place, ReadableContent content) implements ImageSource {
        @Override
        public List<Descriptor> images() throws IOException {
            return place.images();
        }

        @Override
        public Descriptor find(String name) throws IOException {
            return place.find(name);
        }

        @Override
        public List<ContentInfo> blobs() throws IOException {
            return place.blobs();
        }

        @Override
        public String location() {
            return place.location();
        }

        @Override
        public void close() throws IOException {
            place.close();
        }
    }

    /** A place of which some images were converted; it lists those. */
    private record ConvertedPlace(ImageSource place, ImageConversion conversion) implements ImageSource {
        @Override
        public ReadableContent content() {
            return conversion.content();
        }

        @Override
        public List<Descriptor> images() {
            return conversion.images();
        }

        @Override
        public Descriptor find(String name) throws IOException {
            return new ImageSearch(content(), Limits.defaults(), images()).find(name);
        }

        @Override
        public String location() {
            return place.location();
        }

        @Override
        public void close() throws IOException {
            conversion.close();
        }
    }
}
