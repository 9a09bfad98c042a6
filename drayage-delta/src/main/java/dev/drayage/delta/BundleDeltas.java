package dev.drayage.delta;

import dev.drayage.bundle.LayerDeltas;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ReadableContent;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Makes the deltas of a bundle, each proven, upon the images of its bases. The same for the same images. For one thread;
 * closing it gives back what was put aside, which a bundle that is written needs until then.
 */
@SuppressWarnings("exports") // to our modules alone
public final class BundleDeltas implements LayerDeltas, Closeable {
    private final List<OldImages> bases;
    private final CreatedContent created = new CreatedContent(ReadableContent.combine(List.of()));
    private final List<DeltaCreation> creations = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    /**
     * A base.
     *
     * @param content what its images are made of, together with what other bases have of it
     * @param images its images, as it lists them
     * @param list the digest by which it is known
     */
    public record OldImages(ReadableContent content, List<Descriptor> images, Digest list) {
        /** Copies the list. */
        public OldImages {
            images = List.copyOf(images);
        }
    }

    /**
     * Begins with bases: those that have an image of the repository of the new one are tried first, and then the others, until
     * one leads to a layer.
     *
     * @param content what the new images are made of
     */
    public BundleDeltas(List<OldImages> bases, ReadableContent content, DeltaOptions options) {
        this.bases = List.copyOf(bases);
        for (OldImages base : bases) {
            creations.add(new DeltaCreation(
                    new ListedPlace(base.content(), base.images()), base.images(), content, created, options));
        }
    }

    @Override
    public Optional<Lead> lead(Descriptor image, Descriptor manifest, Set<Digest> layers) throws IOException {
        String problem = null;
        for (int i : order(image)) {
            try {
                Optional<Lead> lead = creations
                        .get(i)
                        .bundled(image, manifest, layers, bases.get(i).list());
                if (lead.isPresent()) {
                    return lead;
                }
            } catch (ContentException e) {
                if (e.kind() != Kind.INVALID_ARGUMENT) {
                    throw e;
                }
                problem = e.getMessage();
            }
        }
        if (problem != null && !warnings.contains(problem)) {
            warnings.add(problem);
        }
        return Optional.empty();
    }

    /** First those bases that have images of the same repository. */
    private List<Integer> order(Descriptor image) {
        return IntStream.range(0, bases.size())
                .boxed()
                .sorted(Comparator.comparing(i -> !creations.get(i).isRelated(image)))
                .toList();
    }

    /** Why there are no deltas for images that there might be some for; sentences, in order. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    @Override
    public ReadableContent content() {
        return created;
    }

    @Override
    public void close() throws IOException {
        created.close();
    }
}
