package dev.drayage.registry;

import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ReadableContent;
import dev.drayage.graph.Documents;
import dev.drayage.graph.Graph;
import dev.drayage.graph.Handler;
import dev.drayage.image.ImageDestination;
import dev.drayage.image.ImageSource;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.ImageAnnotations;
import dev.drayage.oci.MediaTypes;
import dev.drayage.oci.Reference;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** One repository of a registry. Thread-safe; there is nothing to close. */
public final class Repository {
    private static final long CACHED_BYTES = 8 << 20;

    private final Mirrors mirrors;
    private final Reference reference;
    private final RegistryOptions options;
    private final ManifestClient manifests;
    private final RepositoryContent content;
    private final Referrers referrers;

    Repository(Mirrors mirrors, Reference reference, RegistryOptions options) {
        this.mirrors = mirrors;
        this.reference = reference;
        this.options = options;
        this.manifests = new ManifestClient(
                mirrors, reference.path(), location(), options.documents(), new DocumentCache(CACHED_BYTES));
        this.content = new RepositoryContent(mirrors, reference.path(), location(), manifests, options);
        this.referrers = new Referrers(mirrors, reference.path(), location(), manifests, options.documents());
    }

    /** The name it was asked for by. */
    public Reference reference() {
        return reference;
    }

    /** The repository as messages give it, such as {@code docker://registry.example/app}. */
    public String location() {
        return "docker://" + reference.domain() + "/" + reference.path();
    }

    /** What it holds, read by range; manifests and indexes are verified when they are opened. */
    public ReadableContent content() {
        return content;
    }

    /** What the reference means now; its tag is {@code latest} if it names none. Fails as {@link #resolve(String)}. */
    public Descriptor resolve() throws IOException {
        Reference whole = reference.withDefaultTag();
        return resolve(whole.digest() != null ? whole.digest().toString() : String.valueOf(whole.tag()));
    }

    /**
     * What a tag or digest means now, with the names that an archive gives it as annotations.
     *
     * @throws ContentNotFoundException if there is no such manifest
     */
    public Descriptor resolve(String tagOrDigest) throws IOException {
        Descriptor found = manifests
                .resolve(tagOrDigest)
                .orElseThrow(() -> ContentNotFoundException.of(
                        List.of(), location() + " holds no image named " + tagOrDigest + "; dray tags lists its tags"));
        return noted(found, tagOrDigest);
    }

    private Descriptor noted(Descriptor found, String tagOrDigest) {
        content.noteDocument(found);
        boolean isDigest = tagOrDigest.indexOf(':') >= 0;
        if (isDigest) {
            return found;
        }
        return found.withAnnotation(
                        ImageAnnotations.IMAGE_NAME, reference.domain() + "/" + reference.path() + ":" + tagOrDigest)
                .withAnnotation(ImageAnnotations.REF_NAME, tagOrDigest);
    }

    /**
     * The same, where what is known of tags saves the transfer of what has not changed.
     *
     * @return empty if there is no such manifest
     */
    Optional<Descriptor> find(String tagOrDigest, KnownTags known) throws IOException {
        return manifests.resolve(tagOrDigest, known).map(found -> noted(found, tagOrDigest));
    }

    /**
     * The digest that a tag or digest has now, for who wants no more than to compare it: one HEAD, where the registry
     * responds to that as it should. Nothing is read, so that the digest is what the registry says.
     *
     * @return empty if there is no such manifest
     */
    public Optional<Digest> look(String tagOrDigest) throws IOException {
        return manifests.look(tagOrDigest).map(ManifestClient.Told::digest);
    }

    /**
     * Whether a tag or digest has this digest now, and all manifests below it are there. It is one HEAD for a manifest, which
     * registries take only after all of its blobs. An index may be here without some of what it lists: it is read, and each
     * manifest asked for.
     */
    public boolean isWhole(String tagOrDigest, Digest digest) throws IOException {
        Optional<ManifestClient.Told> told =
                manifests.look(tagOrDigest).filter(found -> found.digest().equals(digest));
        if (told.isEmpty() || MediaTypes.isManifest(told.get().mediaType())) {
            return told.isPresent();
        }
        Documents read = new Documents(content, options.documents());
        Handler below = descriptor -> {
            if (MediaTypes.isIndex(descriptor.mediaType())) {
                return read.index(descriptor).manifests();
            }
            boolean isThere = MediaTypes.isManifest(descriptor.mediaType())
                    ? look(descriptor.digest().toString()).isPresent()
                    : content.info(descriptor.digest()).isPresent();
            if (!isThere) {
                throw ContentNotFoundException.of(descriptor, location());
            }
            return List.of();
        };
        try {
            Graph.walk(below, read.limits(), List.of(resolve(digest.toString())));
            return true;
        } catch (ContentNotFoundException e) {
            return false;
        }
    }

    /**
     * Lists the tags, in the order of the registry. They are passed on as they come in, so that a list of millions takes no
     * memory; where it fails, some have been.
     */
    public void tags(Registry.Names names) throws IOException {
        new NameList(mirrors, Access.pull(reference.path()), "the tags of " + location(), names)
                .read(reference.path() + "/tags/list", "tags");
    }

    /**
     * Deletes a tag, and nothing else; or, by digest, a manifest or index with every tag that means it. What it refers to
     * stays, until the registry clears away what nobody needs.
     *
     * @param tagOrDigest what to delete
     * @throws ContentNotFoundException if there is no such tag or manifest
     * @throws RegistryException if the registry refuses; the message says whether it deletes no tags, or
     *     nothing at all
     */
    public void delete(String tagOrDigest) throws IOException {
        deletion().delete(tagOrDigest);
    }

    /**
     * Those of the tags that mean a manifest now, which would go with it. Each is asked for.
     *
     * @param tags the tags to look at
     */
    public List<String> tagsOf(Digest digest, List<String> tags) throws IOException {
        return deletion().tagsOf(digest, tags);
    }

    private ManifestDeletion deletion() {
        return new ManifestDeletion(mirrors, reference.path(), location(), manifests);
    }

    /**
     * The repository as a place that images come from: the one that the reference names, or every tag. It is a
     * {@link dev.drayage.content.ReferrersProvider} too.
     */
    public ImageSource source() {
        return new RepositorySource(this);
    }

    /** What refers to a manifest or index here, such as signatures and SBOMs; directly, not recursively. */
    public List<Descriptor> referrers(Descriptor subject) throws IOException {
        List<Descriptor> found = referrers.of(subject.digest());
        found.forEach(content::noteDocument);
        return found;
    }

    /** The repository as a place that images go to. Closing it throws away uploads that were not finished. */
    public ImageDestination destination(PushOptions push) {
        ManifestPusher documents = new ManifestPusher(manifests, referrers, options.documents());
        PushPresence present = new PushPresence(content.blobs(), manifests);
        return new RepositoryDestination(
                reference,
                present,
                location(),
                new RepositoryIngester(mirrors, reference.path(), content, present, documents, push),
                documents,
                push.sparseIndexes());
    }
}
