package dev.drayage.list;

import dev.drayage.oci.Digest;
import dev.drayage.oci.Reference;
import java.util.List;

/**
 * What a name is.
 *
 * @param name the full name, as a list has it
 * @param digest its manifest or index, as it goes where images are brought to
 * @param bytes everything that it is made of, each blob once
 * @param platforms the platforms it is for, as {@code linux/arm64}; none for what is for no machine; with {@link #CHOSEN}
 *     before it, the one that a list chose of several
 */
public record LockedImage(Reference name, Digest digest, long bytes, List<String> platforms) {
    /** What stands before a platform that was chosen of several. */
    public static final String CHOSEN = "=";

    /** Copies the list. */
    public LockedImage {
        platforms = List.copyOf(platforms);
    }

    /** Whether a list chose one platform of several. */
    boolean isChosen() {
        return platforms.stream().anyMatch(platform -> platform.startsWith(CHOSEN));
    }

    /** The platforms, chosen or not. */
    List<String> plainPlatforms() {
        return platforms.stream()
                .map(platform -> platform.startsWith(CHOSEN) ? platform.substring(CHOSEN.length()) : platform)
                .toList();
    }

    /** One line of a lock file. */
    String line() {
        return name + " " + digest + " " + bytes + " " + (platforms.isEmpty() ? "-" : String.join(",", platforms));
    }
}
