package dev.drayage.delta;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.delta.DeltaReport.LayerDelta;
import dev.drayage.delta.DeltaReport.ManifestDelta;
import dev.drayage.graph.Documents;
import dev.drayage.image.ImageSource;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A delta, or several, in an open place. Its documents are read and verified; what they refer to is not yet. Immutable. */
public final class Delta {
    private final ImageSource place;
    private final List<DeltaTarget> targets;

    private Delta(ImageSource place, List<DeltaTarget> targets) {
        this.place = place;
        this.targets = targets;
    }

    /**
     * Reads the documents of deltas.
     *
     * @param place where they are; it stays with whoever opened it
     * @param artifacts what it lists, of which those that are no deltas are passed over
     * @throws ContentNotFoundException if none is a delta
     * @throws ContentException of kind {@code FAILED_PRECONDITION} if one is damaged, or of a version
     *     that is not known
     */
    public static Delta read(ImageSource place, List<Descriptor> artifacts) throws IOException {
        Documents documents = new Documents(place.content());
        List<DeltaTarget> targets = new ArrayList<>();
        for (Descriptor artifact : artifacts) {
            DeltaTarget.read(documents, artifact).ifPresent(targets::add);
        }
        if (targets.isEmpty()) {
            throw ContentNotFoundException.of(
                    List.of(),
                    place.location() + " holds no delta" + (artifacts.size() == 1 ? ", but " + artifacts.get(0) : "")
                            + "; dray delta create makes one");
        }
        return new Delta(place, List.copyOf(targets));
    }

    ImageSource place() {
        return place;
    }

    List<DeltaTarget> targets() {
        return targets;
    }

    /** What leads to image manifests, to each of them once. */
    Collection<DeltaPart> parts() {
        Map<Digest, DeltaPart> parts = new LinkedHashMap<>();
        for (DeltaTarget target : targets) {
            target.parts()
                    .forEach(part -> parts.putIfAbsent(part.manifestDescriptor().digest(), part));
        }
        return parts.values();
    }

    /** The images that it leads to, indexes or manifests, with the names that they had. */
    public List<Descriptor> images() {
        return targets.stream().map(DeltaTarget::image).toList();
    }

    /** What it needs, and what it holds. */
    public DeltaReport report() {
        Map<Digest, Descriptor> held = new HashMap<>();
        for (DeltaTarget target : targets) {
            target.artifacts().forEach(each -> held.putIfAbsent(each.digest(), each));
            target.whole().forEach(each -> held.putIfAbsent(each.digest(), each));
            target.parts().forEach(part -> hold(part, held));
        }
        long bytes = held.values().stream().mapToLong(Descriptor::size).sum();
        long temporary = parts().stream().mapToLong(Delta::temporaryBytes).sum();
        return new DeltaReport(images(), parts().stream().map(Delta::manifest).toList(), bytes, temporary);
    }

    private static void hold(DeltaPart part, Map<Digest, Descriptor> held) {
        held.putIfAbsent(part.manifestDescriptor().digest(), part.manifestDescriptor());
        held.putIfAbsent(part.config().digest(), part.config());
        part.packingLayer().ifPresent(layer -> held.putIfAbsent(layer.digest(), layer));
        part.packing().layers().stream()
                .flatMap(recipe -> Stream.ofNullable(recipe.correction()))
                .forEach(correction -> held.putIfAbsent(correction.digest(), correction));
        part.layers().values().forEach(layer -> held.putIfAbsent(layer.digest(), layer));
    }

    private static ManifestDelta manifest(DeltaPart part) {
        List<LayerDelta> layers = new ArrayList<>();
        for (Descriptor layer : part.manifest().layers()) {
            Descriptor brought = part.layers().get(layer.digest());
            Optional<LayerRecipe> recipe = part.packing().of(layer.digest());
            String packing = recipe.map(each -> each.packing().description()).orElse(null);
            long bytes = (brought == null ? 0 : brought.size())
                    + recipe.map(LayerRecipe::correction).map(Descriptor::size).orElse(0L);
            layers.add(new LayerDelta(layer, part.method(layer), bytes, packing, null));
        }
        return new ManifestDelta(part.manifestDescriptor().digest(), part.platform(), part.source(), layers);
    }

    private static long temporaryBytes(DeltaPart part) {
        return part.packing().baseBytes()
                + part.packing().layers().stream().mapToLong(LayerRecipe::size).sum();
    }
}
