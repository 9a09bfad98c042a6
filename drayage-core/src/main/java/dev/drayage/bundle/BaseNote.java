package dev.drayage.bundle;

import dev.drayage.oci.Digest;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a bundle says of a base.
 *
 * @param list the digest of its list of blobs, {@link BlobListDigest}
 * @param isDirect whether the bundle was made upon it; else one of its bases was
 * @param images the names of its images, sorted: by these people know it again
 */
record BaseNote(Digest list, boolean isDirect, List<String> images) {
    private static final int NAMES_IN_A_MESSAGE = 3;

    BaseNote {
        images = List.copyOf(images);
    }

    /** What messages call it. */
    String words() {
        String named = images.stream().limit(NAMES_IN_A_MESSAGE).collect(Collectors.joining(", "));
        int more = images.size() - NAMES_IN_A_MESSAGE;
        String holding = images.isEmpty() ? "" : " with " + named + (more > 0 ? " and " + more + " more" : "");
        return "base " + list.shortForm() + holding;
    }
}
