package dev.drayage.delta;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.DigestMismatchException;
import dev.drayage.content.ReadableContent;
import dev.drayage.content.ReferrersProvider;
import dev.drayage.content.Verification;
import dev.drayage.graph.Documents;
import dev.drayage.image.ImageSource;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.task.Closing;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The content of a place whose images deltas refer to: layers that one of those leads to from an old image are made of it, layers
 * that the old image has come from there, and everything else from the place. What an old image or a delta turns out not to
 * lead to comes from the place as it is. Thread-safe.
 */
public final class ReferredDeltas implements ReadableContent, Closeable {
    /** More deltas of one image than this are not looked at. */
    private static final int MAX_DELTAS = 100;

    private final ReadableContent content;
    private final ImageSource old;
    private final List<Descriptor> oldImages;
    private final DeltaOptions options;
    private final LayerRebuild rebuild;
    private final Map<Digest, Lead> leads;
    private final Set<Digest> reused;
    private final List<OldImage> opened;
    private final List<Digest> without;
    private final List<String> warnings;
    private final AtomicLong made;
    private final AtomicLong madeBytes;
    private final AtomicLong deltaBytes;

    /** A delta that leads from the old image to a manifest. */
    private record Candidate(DeltaPart part, OldImage image) {
        long bytes() {
            return part.manifest().layers().stream()
                    .distinct()
                    .mapToLong(layer -> switch (part.method(layer)) {
                        case REUSED -> 0;
                        case REPACKED, PATCHED -> brought(part, layer);
                        case WHOLE -> layer.size();
                    })
                    .sum();
        }
    }

    /**
     * A layer that is made.
     *
     * @param brought what the delta has for it, in bytes
     */
    private record Lead(RebuiltLayer layer, long brought) {}

    /**
     * What was made so far.
     *
     * @param layers how many layers
     * @param bytes how many bytes they have
     * @param deltas how many bytes of deltas lead to them
     * @param without the manifests that no delta leads to
     */
    public record Made(long layers, long bytes, long deltas, List<Digest> without) {
        /** Copies the list. */
        public Made {
            without = List.copyOf(without);
        }
    }

    private ReferredDeltas(ReadableContent content, ImageSource old, List<Descriptor> oldImages, DeltaOptions options) {
        this.content = content;
        this.old = old;
        this.oldImages = List.copyOf(oldImages);
        this.options = options;
        this.rebuild = new LayerRebuild(options.directory(), options.maxZstdWindow());
        this.leads = new ConcurrentHashMap<>();
        this.reused = ConcurrentHashMap.newKeySet();
        this.opened = new ArrayList<>();
        this.without = new ArrayList<>();
        this.warnings = Collections.synchronizedList(new ArrayList<>());
        this.made = new AtomicLong();
        this.madeBytes = new AtomicLong();
        this.deltaBytes = new AtomicLong();
    }

    /** The same deltas, which are closed once, and counted as these. */
    private ReferredDeltas(ReferredDeltas same, ReadableContent content) {
        this.content = content;
        this.old = same.old;
        this.oldImages = same.oldImages;
        this.options = same.options;
        this.rebuild = same.rebuild;
        this.leads = same.leads;
        this.reused = same.reused;
        this.opened = same.opened;
        this.without = same.without;
        this.warnings = same.warnings;
        this.made = same.made;
        this.madeBytes = same.madeBytes;
        this.deltaBytes = same.deltaBytes;
    }

    /** Closing it is not needed: whoever found the deltas closes what is opened. */
    @Override
    public ReadableContent upon(ReadableContent base) {
        return new ReferredDeltas(this, content.upon(base));
    }

    /**
     * Looks for the deltas of images. Their documents are read; nothing is made yet.
     *
     * @param content what the images are made of, and the deltas
     * @param referrers knows what refers to the images
     * @param manifests the image manifests that are wanted
     * @param old has the old images; like the content's, the place stays with whoever opened it
     * @param oldImages those that deltas may begin with
     */
    public static ReferredDeltas find(
            ReadableContent content,
            ReferrersProvider referrers,
            List<Descriptor> manifests,
            ImageSource old,
            List<Descriptor> oldImages,
            DeltaOptions options)
            throws IOException {
        ReferredDeltas deltas = new ReferredDeltas(content, old, oldImages, options);
        try {
            Set<Digest> there = deltas.oldDigests();
            Set<Digest> seen = new HashSet<>();
            for (Descriptor manifest : manifests) {
                if (seen.add(manifest.digest())) {
                    deltas.add(manifest, referrers, there);
                }
            }
            return deltas;
        } catch (IOException | RuntimeException e) {
            deltas.close();
            throw e;
        }
    }

    /** The manifests and configs that deltas may begin with. */
    private Set<Digest> oldDigests() throws IOException {
        Documents documents = new Documents(old.content());
        OldManifests manifests = new OldManifests(old.content(), documents);
        Set<Digest> digests = new HashSet<>();
        for (Descriptor image : oldImages) {
            for (Descriptor manifest : manifests.all(image)) {
                digests.add(manifest.digest());
                digests.add(documents.manifest(manifest).config().digest());
            }
        }
        return digests;
    }

    private void add(Descriptor manifest, ReferrersProvider referrers, Set<Digest> there) throws IOException {
        Candidate best = null;
        int looked = 0;
        for (Descriptor referrer : referrers.referrers(manifest)) {
            if (mayBegin(referrer, there)) {
                if (looked++ == MAX_DELTAS) {
                    warnings.add("of the deltas that lead to " + manifest.digest() + " the first " + MAX_DELTAS
                            + " were looked at; a smaller one may be among the others");
                    break;
                }
                Candidate candidate = candidate(manifest, referrer);
                if (candidate != null && (best == null || candidate.bytes() < best.bytes())) {
                    best = candidate;
                }
            }
        }
        if (best == null) {
            without.add(manifest.digest());
            return;
        }
        long room = best.part().packing().baseBytes();
        for (Descriptor layer : best.part().manifest().layers()) {
            switch (best.part().method(layer)) {
                case REUSED -> reused.add(layer.digest());
                case REPACKED, PATCHED -> {
                    RebuiltLayer rebuilt = best.image().rebuilt(layer, rebuild);
                    leads.putIfAbsent(layer.digest(), new Lead(rebuilt, brought(best.part(), layer)));
                    room += layer.size();
                }
                case WHOLE -> {
                    // It is in the place.
                }
            }
        }
        LayerRebuild.requireRoom(
                room, options.directory(), "making " + best.part().target() + " of deltas");
    }

    /** What a delta has for a layer that is made, in bytes. */
    private static long brought(DeltaPart part, Descriptor layer) {
        Descriptor patch = part.layers().get(layer.digest());
        return (patch == null ? 0 : patch.size())
                + part.packing()
                        .of(layer.digest())
                        .map(LayerRecipe::correction)
                        .map(Descriptor::size)
                        .orElse(0L);
    }

    /** Registries list what deltas say of themselves, so that most need not be read. */
    private static boolean mayBegin(Descriptor referrer, Set<Digest> there) {
        if (!MediaTypes.isManifest(referrer.mediaType())
                || (referrer.artifactType() != null && !referrer.artifactType().equals(DeltaFormat.ARTIFACT_TYPE))) {
            return false;
        }
        Optional<String> source = referrer.annotation(DeltaFormat.SOURCE);
        Optional<String> config = referrer.annotation(DeltaFormat.SOURCE_CONFIG);
        return source.isEmpty()
                || there.stream()
                        .map(Digest::toString)
                        .anyMatch(each -> each.equals(source.get())
                                || config.filter(each::equals).isPresent());
    }

    private @Nullable Candidate candidate(Descriptor manifest, Descriptor referrer) throws IOException {
        try {
            List<DeltaPart> parts = DeltaTarget.read(new Documents(content), referrer)
                    .map(DeltaTarget::parts)
                    .orElse(List.of());
            return parts.size() == 1
                            && parts.get(0).source() != null
                            && parts.get(0).manifestDescriptor().digest().equals(manifest.digest())
                    ? candidate(parts.get(0))
                    : null;
        } catch (ContentException e) {
            if (!e.saysOfContent()) {
                throw e;
            }
            warnings.add(e.getMessage() + "; delta " + referrer.digest() + " is left out");
            return null;
        }
    }

    private @Nullable Candidate candidate(DeltaPart part) throws IOException {
        OldImage image = new OldImage(part, content, old, oldImages, options.directory(), options.maxZstdWindow());
        opened.add(image);
        try {
            image.find();
            for (Descriptor layer : part.manifest().layers()) {
                LayerMethod method = part.method(layer);
                boolean isMade = method == LayerMethod.REPACKED || method == LayerMethod.PATCHED;
                if (isMade && !image.isThereFor(layer)) {
                    return null;
                }
            }
            return new Candidate(part, image);
        } catch (ContentNotFoundException e) {
            return null; // It begins with another image.
        }
    }

    /** What was made so far, and what could not be. */
    public Made made() {
        return new Made(made.get(), madeBytes.get(), deltaBytes.get(), without);
    }

    /** What turned out to be damaged, so that layers came as they are, and what was not looked at; sentences. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    @Override
    public Blob open(Descriptor descriptor) throws IOException {
        Lead lead = leads.get(descriptor.digest());
        try {
            if (lead != null) {
                Blob blob = lead.layer().open();
                made.incrementAndGet();
                madeBytes.addAndGet(blob.size());
                deltaBytes.addAndGet(lead.brought());
                return blob;
            }
            if (reused.contains(descriptor.digest())) {
                return old.content().open(descriptor);
            }
        } catch (ContentException e) {
            if (!e.saysOfContent()) {
                throw e;
            }
            distrust(descriptor, e);
        }
        return content.open(descriptor);
    }

    private void distrust(Descriptor descriptor, ContentException problem) {
        leads.remove(descriptor.digest());
        reused.remove(descriptor.digest());
        warnings.add(problem.getMessage() + "; layer " + descriptor.digest() + " was copied as it is");
    }

    /** What the old image has wrong is read from the place; what is made is right. */
    @Override
    public boolean distrust(Descriptor descriptor) throws IOException {
        return reused.remove(descriptor.digest()) || content.distrust(descriptor);
    }

    @Override
    public Optional<ContentInfo> info(Digest digest) throws IOException {
        Lead lead = leads.get(digest);
        return lead == null
                ? content.info(digest)
                : Optional.of(new ContentInfo(digest, lead.layer().size()));
    }

    private ReadableContent holder(Descriptor descriptor) {
        return reused.contains(descriptor.digest()) ? old.content() : content;
    }

    @Override
    public Verification verification(Descriptor descriptor) {
        return leads.containsKey(descriptor.digest())
                ? new Verification(descriptor, location())
                : holder(descriptor).verification(descriptor);
    }

    @Override
    public DigestMismatchException mismatch(Descriptor descriptor, Digest actual) {
        return holder(descriptor).mismatch(descriptor, actual);
    }

    @Override
    public Optional<String> whereabouts(Digest digest) throws IOException {
        return content.whereabouts(digest);
    }

    @Override
    public int parallelism() {
        return content.parallelism();
    }

    @Override
    public Map<Digest, SortedMap<String, String>> labels() {
        return content.labels();
    }

    @Override
    public String location(Descriptor descriptor) {
        return holder(descriptor).location(descriptor);
    }

    @Override
    public String location() {
        return content.location();
    }

    /** Gives back what was put aside; the places stay open. */
    @Override
    public void close() throws IOException {
        Closing.all(opened);
    }
}
