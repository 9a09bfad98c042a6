package dev.drayage.diff;

import dev.drayage.oci.Digest;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A file as an image or layer has it.
 *
 * @param kind what it is
 * @param mode permissions, set-user-id, set-group-id and sticky bit
 * @param uid the number of its owner
 * @param gid the number of its group
 * @param size bytes of content; 0 for what has none
 * @param content the digest of its content; null for what has none
 * @param linkTarget where a link points, as it is written; else empty
 * @param deviceMajor of a device, else 0
 * @param deviceMinor of a device, else 0
 * @param xattrs extended attributes by name, each byte of a value a character
 * @param mtimeSeconds when it was last modified, in seconds since 1970
 * @param mtimeNanos nanoseconds beyond that
 */
public record FileState(
        Kind kind,
        int mode,
        long uid,
        long gid,
        long size,
        @Nullable Digest content,
        String linkTarget,
        long deviceMajor,
        long deviceMinor,
        SortedMap<String, String> xattrs,
        long mtimeSeconds,
        int mtimeNanos) {

    /** What a file is. */
    public enum Kind {
        /** A file with content. */
        FILE,
        /** A directory. */
        DIRECTORY,
        /** A symbolic link. */
        SYMBOLIC_LINK,
        /** A further name of a file that is not in the layer, or nowhere. */
        HARD_LINK,
        /** A character device. */
        CHARACTER_DEVICE,
        /** A block device. */
        BLOCK_DEVICE,
        /** A FIFO. */
        FIFO,
        /** What only some readers know. */
        OTHER,
        /** In a layer, the removal of what lower layers have under this name. */
        WHITEOUT
    }

    /** In what two files differ. */
    public enum Aspect {
        /** What they are. */
        KIND,
        /** Permissions. */
        MODE,
        /** Owner or group. */
        OWNER,
        /** Bytes of content. */
        SIZE,
        /** Content. */
        CONTENT,
        /** Where the link points. */
        TARGET,
        /** The numbers of the device. */
        DEVICE,
        /** Extended attributes. */
        XATTRS,
        /** When they were last modified. */
        MTIME,
        /** In a layer, whether a directory hides what lower layers have in it. */
        OPAQUE
    }

    /** In what another differs from this. Of files of different kinds nothing else is compared. */
    public Set<Aspect> compare(FileState other) {
        if (kind != other.kind) {
            return EnumSet.of(Aspect.KIND);
        }
        Set<Aspect> found = EnumSet.noneOf(Aspect.class);
        // Nobody can change the permissions of a link on Linux, and tools write what they like.
        add(found, Aspect.MODE, mode != other.mode && kind != Kind.SYMBOLIC_LINK);
        add(found, Aspect.OWNER, uid != other.uid || gid != other.gid);
        add(found, Aspect.SIZE, size != other.size);
        add(found, Aspect.CONTENT, !Objects.equals(content, other.content));
        add(found, Aspect.TARGET, !linkTarget.equals(other.linkTarget));
        add(found, Aspect.DEVICE, deviceMajor != other.deviceMajor || deviceMinor != other.deviceMinor);
        add(found, Aspect.XATTRS, !xattrs.equals(other.xattrs));
        add(found, Aspect.MTIME, mtimeSeconds != other.mtimeSeconds || mtimeNanos != other.mtimeNanos);
        return found;
    }

    private static void add(Set<Aspect> found, Aspect aspect, boolean differs) {
        if (differs) {
            found.add(aspect);
        }
    }
}
