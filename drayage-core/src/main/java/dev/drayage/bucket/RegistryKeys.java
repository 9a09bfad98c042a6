package dev.drayage.bucket;

import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.InvalidDigestException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The keys under which the CNCF distribution registry keeps blobs and repositories, version 2 of its layout. A blob has its
 * bytes in one place; what a repository has of it are small objects, links, whose text is the digest. Folders end with a
 * slash.
 */
public final class RegistryKeys {
    /** The folder that everything lies in. */
    public static final String ROOT = "docker/registry/v2/";

    /** The folder of blobs. */
    public static final String BLOBS = ROOT + "blobs/";

    /** The folder of repositories. */
    public static final String REPOSITORIES = ROOT + "repositories/";

    /** No link is larger; longer than any digest, and than one with a line end. */
    public static final int MAX_LINK_BYTES = 256;

    /** Where a store notes that it keeps its blobs here, in a database's name: nobody else may write or collect here then. */
    public static final String STORE_ID = "drayage/store-id";

    static final String DATA = "data";
    static final String LINK = "link";
    static final String LAYERS = "_layers";
    static final String MANIFESTS = "_manifests";
    static final String UPLOADS = "_uploads";
    static final String REVISIONS = "revisions";
    static final String TAGS = "tags";
    static final String CURRENT = "current";
    static final String INDEX = "index";

    private static final int SHARD_LENGTH = 2;

    private RegistryKeys() {}

    /** The bytes of a blob. */
    public static String blob(Digest digest) {
        String hex = digest.hex();
        return blobs(digest.algorithm()) + hex.substring(0, SHARD_LENGTH) + "/" + hex + "/" + DATA;
    }

    /** The folder of blobs of an algorithm, in which one folder for each first two digits is. */
    public static String blobs(DigestAlgorithm algorithm) {
        return BLOBS + algorithm.identifier() + "/";
    }

    /** The digest of the blob whose bytes are under a key; empty if it is the key of something else. */
    public static Optional<Digest> blobOf(String key) {
        String[] parts = key.startsWith(BLOBS) ? key.substring(BLOBS.length()).split("/", -1) : new String[0];
        boolean isShaped = parts.length == 4
                && parts[3].equals(DATA)
                && parts[1].length() == SHARD_LENGTH
                && parts[2].startsWith(parts[1]);
        return isShaped ? digest(parts[0], parts[2]) : Optional.empty();
    }

    /** The folder of a repository; others can lie within it. */
    public static String repository(String repository) {
        return REPOSITORIES + repository + "/";
    }

    /** The folder of a repository's links to layers and configs. */
    public static String layers(String repository) {
        return repository(repository) + LAYERS + "/";
    }

    /** The link that makes a blob one of a repository: a layer, a config, whatever was uploaded. */
    public static String layer(String repository, Digest digest) {
        return link(layers(repository), digest);
    }

    /** The folder of a repository's manifests and tags. */
    public static String manifests(String repository) {
        return repository(repository) + MANIFESTS + "/";
    }

    /** The folder of a repository's links to manifests and indexes, tagged or not. */
    public static String revisions(String repository) {
        return manifests(repository) + REVISIONS + "/";
    }

    /** The link that makes a manifest or index one of a repository. */
    public static String revision(String repository, Digest digest) {
        return link(revisions(repository), digest);
    }

    /** The folder of a repository's tags, in which each has a folder. */
    public static String tags(String repository) {
        return manifests(repository) + TAGS + "/";
    }

    /** The folder of a tag. */
    public static String tag(String repository, String tag) {
        return tags(repository) + tag + "/";
    }

    /** The link to what a tag names now. */
    public static String current(String repository, String tag) {
        return tag(repository, tag) + CURRENT + "/" + LINK;
    }

    /** The folder of links to what a tag names and named. */
    public static String history(String repository, String tag) {
        return tag(repository, tag) + INDEX + "/";
    }

    /** The link to one that a tag names or named. */
    public static String tagged(String repository, String tag, Digest digest) {
        return link(history(repository, tag), digest);
    }

    /** The folder of a repository's unfinished uploads, in which each has a folder. */
    public static String uploads(String repository) {
        return repository(repository) + UPLOADS + "/";
    }

    /** The text of a link. */
    public static byte[] linkTo(Digest digest) {
        return digest.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static String link(String folder, Digest digest) {
        return folder + digest.algorithm().identifier() + "/" + digest.hex() + "/" + LINK;
    }

    static Optional<Digest> digest(String algorithm, String hex) {
        try {
            return DigestAlgorithm.ofIdentifier(algorithm).map(known -> new Digest(known, hex));
        } catch (InvalidDigestException e) {
            return Optional.empty();
        }
    }
}
