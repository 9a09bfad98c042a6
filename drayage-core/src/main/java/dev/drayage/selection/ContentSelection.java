package dev.drayage.selection;

import dev.drayage.content.ReadableContent;
import dev.drayage.graph.Documents;
import dev.drayage.graph.Graph;
import dev.drayage.graph.Handler;
import dev.drayage.image.NamedImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.MediaTypes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All the content that images are made of, as far as it is to be taken: found by walking them, with everything missing
 * reported at once. Manifests and indexes are read and verified; of everything else only presence and size are looked
 * at.
 */
public final class ContentSelection {

    private final SelectionOptions options;
    private final Documents documents;
    private final PresenceCheck presence;
    private final Handler wanted;
    private final Handler children;
    private final Set<Digest> rootDigests = new HashSet<>();
    private final Map<Digest, Descriptor> blobs = new LinkedHashMap<>();
    private final Map<Digest, Descriptor> documentsAsBlobs = new LinkedHashMap<>();
    private final Map<Digest, List<Descriptor>> below = new HashMap<>();
    private final Map<Digest, Descriptor> unknown = new LinkedHashMap<>();
    private final List<String> warnings = new ArrayList<>();

    private ContentSelection(ReadableContent content, SelectionOptions options) {
        this.options = options;
        this.documents = new Documents(content, options.limits());
        this.presence = new PresenceCheck(content, this::policyBelow, options.missing());
        Handler all =
                Handler.children(documents).onPlatforms(options.platforms().filter());
        boolean skipForeign = options.nonDistributable() == NonDistributable.SKIP;
        this.wanted = skipForeign ? all.without(d -> MediaTypes.isNonDistributable(d.mediaType())) : all;
        this.children = presence.check(wanted);
    }

    /**
     * Walks the images.
     *
     * @throws dev.drayage.content.ContentNotFoundException if content is missing that the options do not let be missing;
     *     it names everything that is
     * @throws dev.drayage.content.ContentException of kind {@code FAILED_PRECONDITION} if a manifest or index is
     *     corrupt or not of the shape its media type says, if a blob has the wrong size, or a limit is exceeded
     */
    public static ContentSelection of(ReadableContent content, List<NamedImage> roots, SelectionOptions options)
            throws IOException {
        ContentSelection selection = new ContentSelection(content, options);
        if (content.parallelism() > 1) {
            List<Descriptor> all = roots.stream().map(NamedImage::descriptor).toList();
            selection.presence.know(Prefetch.of(content, selection.wanted, options.limits(), all));
        }
        SelectionReport report = new SelectionReport(selection.documents, options, selection.presence);
        for (NamedImage root : roots) {
            if (selection.rootDigests.add(root.descriptor().digest())) {
                selection.walk(root, report);
            }
        }
        report.throwIfBroken();
        selection.warnings.addAll(report.tolerated());
        selection
                .unknown
                .values()
                .forEach(leaf -> selection.warnings.add(leaf.kind() + " " + leaf.digest()
                        + " has the unknown media type " + leaf.mediaType()
                        + "; it is taken as it is, without anything it may refer to"));
        return selection;
    }

    /** Where a platform may be left out, what is below an index is no more than a wish; a root is a demand. */
    private MissingContent policyBelow(Descriptor parent) {
        boolean optional = options.platforms().mode() == PlatformSelection.Mode.PRESENT
                && (MediaTypes.isIndex(parent.mediaType()) || !rootDigests.contains(parent.digest()));
        return optional && options.missing() == MissingContent.FAIL ? MissingContent.SKIP : options.missing();
    }

    /** Collects all that one image needs. */
    private void walk(NamedImage root, SelectionReport report) throws IOException {
        Descriptor descriptor = root.descriptor();
        if (!presence.isPresent(descriptor)) {
            report.absentRoot(root);
            return;
        }
        List<Descriptor> reached = new ArrayList<>();
        Handler collect = parent -> {
            collect(parent);
            reached.add(parent);
            List<Descriptor> taken = children.handle(parent);
            if (!taken.isEmpty()) {
                below.put(parent.digest(), taken);
            }
            if (MediaTypes.isIndex(parent.mediaType())) {
                taken.forEach(this::noteUnknown);
            }
            return taken;
        };
        noteUnknown(descriptor);
        Graph.walk(collect, options.limits(), List.of(descriptor));
        report.checkPlatforms(root, reached, options);
    }

    /** What is both a document and a blob of something, as the manifest in a delta of images, counts as document first. */
    private void collect(Descriptor descriptor) {
        Descriptor other = blobs.putIfAbsent(descriptor.digest(), descriptor);
        boolean isDocument = MediaTypes.isDocument(descriptor.mediaType());
        if (other != null && MediaTypes.isDocument(other.mediaType()) != isDocument) {
            blobs.put(descriptor.digest(), isDocument ? descriptor : other);
            documentsAsBlobs.put(descriptor.digest(), isDocument ? other : descriptor);
        }
    }

    private void noteUnknown(Descriptor descriptor) {
        if (!MediaTypes.isDocument(descriptor.mediaType())) {
            unknown.putIfAbsent(descriptor.digest(), descriptor);
        }
    }

    /** Everything to be taken, each blob once, in the order in which it was found. */
    public Collection<Descriptor> blobs() {
        return Collections.unmodifiableCollection(blobs.values());
    }

    /** Documents among the blobs that something has as a blob, too: a place that keeps both apart needs them twice. */
    public Collection<Descriptor> documentsAsBlobs() {
        return Collections.unmodifiableCollection(documentsAsBlobs.values());
    }

    /** What is taken of the children of a manifest or index, in its order; empty for anything else. */
    public List<Descriptor> childrenOf(Descriptor parent) {
        return below.getOrDefault(parent.digest(), List.of());
    }

    /** The children that are taken, with missing content treated by the options. */
    @SuppressWarnings("exports") // to our modules alone
    public Handler children() {
        return children;
    }

    /** True if a manifest or index was looked at and some child of its own is missing. */
    public boolean isIncomplete(Descriptor descriptor) {
        return presence.isIncomplete(descriptor);
    }

    /** Reads the documents of the images. */
    @SuppressWarnings("exports") // to our modules alone
    public Documents documents() {
        return documents;
    }

    /** What a user should know: what was left out, and why; sentences in a fixed order. */
    public List<String> warnings() {
        return Collections.unmodifiableList(warnings);
    }
}
