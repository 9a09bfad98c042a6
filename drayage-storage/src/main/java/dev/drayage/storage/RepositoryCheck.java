package dev.drayage.storage;

import dev.drayage.bucket.LinkText;
import dev.drayage.bucket.ObjectInfo;
import dev.drayage.bucket.RegistryKey;
import dev.drayage.bucket.RegistryKeys;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.MediaTypes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The links of one repository, in order of their keys: layers, manifests, tags, uploads. */
final class RepositoryCheck {
    private static final int LAYER = 1;
    private static final int REVISION = 2;

    private final RegistryStorage storage;
    private final String path;
    private final DigestTable blobs;
    private final StorageProblems problems;
    private final DigestTable links = new DigestTable();
    private final List<Digest> revisions = new ArrayList<>();
    private String upload = "";

    /** The last tag that says what it names, or of which it was told that it does not. */
    private String tag = "";

    RepositoryCheck(RegistryStorage storage, String path, DigestTable blobs, StorageProblems problems) {
        this.storage = storage;
        this.path = path;
        this.blobs = blobs;
        this.problems = problems;
    }

    String path() {
        return path;
    }

    void visit(ObjectInfo object, RegistryKey key, @Nullable LinkText text) throws IOException {
        if (key.kind() == RegistryKey.Kind.UPLOAD) {
            if (!upload.equals(key.name())) {
                upload = key.name();
                problems.note(
                        RegistryKeys.uploads(path) + upload,
                        "upload " + upload + " to repository " + path + ", of " + object.modified()
                                + ", was not ended");
            }
            return;
        }
        if (text == null || !text.isThere()) {
            return; // removed since it was listed
        }
        switch (key.kind()) {
            case LAYER -> visitLink(object.key(), key.requireDigest(), text, LAYER);
            case REVISION -> {
                visitLink(object.key(), key.requireDigest(), text, REVISION);
                revisions.add(key.requireDigest());
            }
            case HISTORY -> {
                requireTarget(object.key(), key.requireDigest(), text);
                requireCurrent(object.key(), key.name());
            }
            default -> {
                tag = key.name();
                visitTag(object.key(), key.name(), text);
            }
        }
    }

    /** What a tag names comes before what it named. */
    private void requireCurrent(String link, String name) throws IOException {
        if (!tag.equals(name)) {
            tag = name;
            problems.corrupt(
                    link,
                    "tag " + name + " of repository " + path + " does not say what it names, and " + link
                            + " what it named");
        }
    }

    private boolean requireTarget(String link, Digest digest, LinkText text) throws IOException {
        Digest target = text.target();
        if (digest.equals(target)) {
            problems.soundLink();
            return true;
        }
        problems.corruptLink(
                link,
                digest,
                target == null
                        ? String.valueOf(text.problem())
                        : "link " + link + " leads to " + target + ", not where its name says");
        return false;
    }

    private void visitLink(String link, Digest digest, LinkText text, int kind) throws IOException {
        links.add(digest, kind);
        blobs.add(digest, StorageCheck.LINKED);
        boolean isThere = blobs.has(digest, StorageCheck.SOUND | StorageCheck.DAMAGED);
        if (!isThere) {
            problems.missingBlob(
                    digest,
                    (kind == LAYER ? "blob " : "manifest ") + digest + " is missing, to which repository " + path
                            + " has the link " + link);
        }
        requireTarget(link, digest, text);
    }

    private void visitTag(String link, String tag, LinkText text) throws IOException {
        Digest target = text.target();
        if (target == null) {
            problems.corrupt(link, "tag " + tag + " of repository " + path + " names nothing: " + text.problem());
        } else if (!links.has(target, REVISION)) {
            boolean hasBytes = blobs.has(target, StorageCheck.SOUND | StorageCheck.DAMAGED);
            problems.missing(
                    link,
                    "tag " + tag + " of repository " + path + " names manifest " + target
                            + ", to which the repository has no link " + RegistryKeys.revision(path, target)
                            + (hasBytes ? "; its bytes are there" : ", and its bytes are missing"));
        } else {
            problems.soundLink();
        }
    }

    /** Looks into the manifests, when all links are known. */
    void finish() throws IOException {
        for (Digest revision : revisions) {
            if (!blobs.has(revision, StorageCheck.SOUND)) {
                continue; // told already
            }
            Optional<StoredManifest> manifest = manifest(revision);
            for (Descriptor child : manifest.map(StoredManifest::children).orElse(List.of())) {
                requireLink(revision, child);
            }
        }
    }

    private Optional<StoredManifest> manifest(Digest revision) throws IOException {
        try {
            return storage.manifests().find(revision);
        } catch (ContentException e) {
            if (e.kind() != Kind.FAILED_PRECONDITION) {
                throw e;
            }
            problems.corrupt(revision.toString(), "repository " + path + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    private void requireLink(Digest revision, Descriptor child) throws IOException {
        Digest digest = child.digest();
        boolean isDocument = MediaTypes.isDocument(child.mediaType());
        if (links.has(digest, isDocument ? REVISION : LAYER)) {
            return;
        }
        String words = child.kind() + " " + digest + ", to which manifest " + revision
                + " refers, is not in repository " + path;
        boolean isThere = blobs.has(digest, StorageCheck.SOUND | StorageCheck.DAMAGED);
        if (isThere) {
            String link = isDocument ? RegistryKeys.revision(path, digest) : RegistryKeys.layer(path, digest);
            problems.missingLink(link, digest, words + ": the link to it is missing");
        } else if (isDocument || MediaTypes.isNonDistributable(child.mediaType())) {
            problems.note(digest.toString(), words + ", as is allowed");
        } else {
            problems.missingBlob(digest, words + ", and its bytes are missing");
        }
    }
}
