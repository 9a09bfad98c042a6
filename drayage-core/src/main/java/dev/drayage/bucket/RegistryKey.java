package dev.drayage.bucket;

import dev.drayage.oci.Digest;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an object of the registry's storage is, told from its key alone; {@link RegistryKeys} goes the other way.
 *
 * @param kind what it is
 * @param repository whose it is; empty for a blob and for what is foreign
 * @param name the tag, or the ID of the upload; empty where there is none
 * @param digest which blob, manifest or layer it is of; null where the key names none, as for what a tag names now
 */
public record RegistryKey(
        Kind kind, String repository, String name, @Nullable Digest digest) {

    /** What objects there are. */
    public enum Kind {
        /** The bytes of a blob. */
        BLOB,
        /** A link to a layer or config. */
        LAYER,
        /** A link to a manifest or index. */
        REVISION,
        /** A link to what a tag names now. */
        CURRENT,
        /** A link to what a tag names or named. */
        HISTORY,
        /** A part of an unfinished upload. */
        UPLOAD,
        /** Nothing that the registry writes. */
        FOREIGN
    }

    private static final RegistryKey FOREIGN = new RegistryKey(Kind.FOREIGN, "", "", null);

    /** What the object under a key is. */
    public static RegistryKey parse(String key) {
        Optional<Digest> blob = RegistryKeys.blobOf(key);
        if (blob.isPresent()) {
            return new RegistryKey(Kind.BLOB, "", "", blob.get());
        }
        if (!key.startsWith(RegistryKeys.REPOSITORIES)) {
            return FOREIGN;
        }
        String[] parts = key.substring(RegistryKeys.REPOSITORIES.length()).split("/", -1);
        // No part of a repository's name begins so.
        int own = 0;
        while (own < parts.length && !parts[own].startsWith("_")) {
            own++;
        }
        String repository = String.join("/", Arrays.copyOf(parts, own));
        return own == 0 || own == parts.length
                ? FOREIGN
                : ofRepository(repository, Arrays.copyOfRange(parts, own, parts.length));
    }

    private static RegistryKey ofRepository(String repository, String[] parts) {
        if (parts[0].equals(RegistryKeys.UPLOADS) && parts.length > 2) {
            return new RegistryKey(Kind.UPLOAD, repository, parts[1], null);
        }
        if (!parts[parts.length - 1].equals(RegistryKeys.LINK)) {
            return FOREIGN;
        }
        if (parts[0].equals(RegistryKeys.LAYERS) && parts.length == 4) {
            return link(Kind.LAYER, repository, "", parts[1], parts[2]);
        }
        if (!parts[0].equals(RegistryKeys.MANIFESTS) || parts.length < 5) {
            return FOREIGN;
        }
        if (parts[1].equals(RegistryKeys.REVISIONS) && parts.length == 5) {
            return link(Kind.REVISION, repository, "", parts[2], parts[3]);
        }
        if (!parts[1].equals(RegistryKeys.TAGS)) {
            return FOREIGN;
        }
        if (parts[3].equals(RegistryKeys.CURRENT) && parts.length == 5) {
            return new RegistryKey(Kind.CURRENT, repository, parts[2], null);
        }
        return parts[3].equals(RegistryKeys.INDEX) && parts.length == 7
                ? link(Kind.HISTORY, repository, parts[2], parts[4], parts[5])
                : FOREIGN;
    }

    private static RegistryKey link(Kind kind, String repository, String name, String algorithm, String hex) {
        return RegistryKeys.digest(algorithm, hex)
                .map(digest -> new RegistryKey(kind, repository, name, digest))
                .orElse(FOREIGN);
    }

    /**
     * The digest where {@link #kind} has one: of all but what a tag names now, uploads and what is foreign.
     *
     * @throws NullPointerException if it has none
     */
    public Digest requireDigest() {
        return Objects.requireNonNull(digest, "the key of this kind names no digest");
    }
}
