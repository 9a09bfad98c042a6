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
 * @param platforms the platforms it is for, as {@code linux/arm64}; none for what is for no machine
 */
public record LockedImage(Reference name, Digest digest, long bytes, List<String> platforms) {
    /** Copies the list. */
    public LockedImage {
        platforms = List.copyOf(platforms);
    }

    /** One line of a lock file. */
    String line() {
        return name + " " + digest + " " + bytes + " " + (platforms.isEmpty() ? "-" : String.join(",", platforms));
    }
}
