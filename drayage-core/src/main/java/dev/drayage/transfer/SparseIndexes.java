package dev.drayage.transfer;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.image.ImageDestination;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.selection.ContentSelection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds indexes that would arrive without some of what they list. */
final class SparseIndexes {
    private static final int MAX_NAMED = 5;

    private SparseIndexes() {}

    /**
     * Refuses the first index of which something is neither taken nor there.
     *
     * @throws ContentException of kind {@link Kind#INVALID_ARGUMENT} that names the index and what it would lack
     */
    static void refuse(ContentSelection selection, ImageDestination destination) throws IOException {
        for (Descriptor blob : selection.blobs()) {
            if (MediaTypes.isIndex(blob.mediaType())) {
                List<Descriptor> listed = selection.documents().index(blob).manifests();
                List<Descriptor> lacking = lacking(listed, whole(blob, selection), destination);
                if (!lacking.isEmpty()) {
                    throw new ContentException(
                            Kind.INVALID_ARGUMENT,
                            blob.kind() + " " + blob.digest() + " would come to " + destination.location()
                                    + " without " + lacking.size() + " of the " + listed.size()
                                    + " manifests it lists ("
                                    + named(lacking) + "); copy all platforms, one of them under the name, or allow it"
                                    + " with option sparseIndex");
                }
            }
        }
    }

    /** What is taken of an index and lacks nothing itself: no registry takes a manifest without its layers. */
    private static List<Descriptor> whole(Descriptor index, ContentSelection selection) {
        return selection.childrenOf(index).stream()
                .filter(child -> !selection.isIncomplete(child))
                .toList();
    }

    private static List<Descriptor> lacking(
            List<Descriptor> listed, List<Descriptor> taken, ImageDestination destination) throws IOException {
        Set<Digest> there = new HashSet<>();
        taken.forEach(child -> there.add(child.digest()));
        List<Descriptor> lacking = new ArrayList<>();
        for (Descriptor child : listed) {
            if (!there.contains(child.digest())
                    && destination.present().info(child.digest()).isEmpty()) {
                lacking.add(child);
            }
        }
        return lacking;
    }

    private static String named(List<Descriptor> lacking) {
        String names = lacking.stream()
                .limit(MAX_NAMED)
                .map(child -> child.platform() == null
                        ? child.digest().shortForm()
                        : child.platform().toString())
                .collect(Collectors.joining(", "));
        return lacking.size() > MAX_NAMED ? names + ", …" : names;
    }
}
