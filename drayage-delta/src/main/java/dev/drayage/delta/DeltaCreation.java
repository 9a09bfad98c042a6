package dev.drayage.delta;

import dev.drayage.bundle.LayerDeltas;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ReadableContent;
import dev.drayage.graph.Documents;
import dev.drayage.graph.Graph;
import dev.drayage.graph.ImageManifests;
import dev.drayage.image.ImageSource;
import dev.drayage.json.GoJsonWriter;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.Index;
import dev.drayage.oci.Manifest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.platform.PlatformMatcher;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Makes deltas, each proven: what it leads to was made of it, and had the right digests. The same for the same images. */
public final class DeltaCreation {
    private final ImageSource oldPlace;
    private final Documents oldDocuments;
    private final ImagePairs pairs;
    private final ReadableContent content;
    private final Documents documents;
    private final CreatedContent created;
    private final DeltaOptions options;
    private final OldManifests oldManifests;
    private final Map<List<Object>, Leads> known = new HashMap<>();

    /**
     * Begins with old images.
     *
     * @param created takes what deltas consist of
     */
    DeltaCreation(
            ImageSource oldPlace,
            List<Descriptor> oldImages,
            ReadableContent content,
            CreatedContent created,
            DeltaOptions options) {
        this.oldPlace = oldPlace;
        this.oldDocuments = new Documents(oldPlace.content());
        this.oldManifests = new OldManifests(oldPlace.content(), oldDocuments);
        this.pairs = new ImagePairs(oldImages, oldPlace.location());
        this.content = content;
        this.documents = new Documents(content);
        this.created = created;
        created.add(MediaTypes.OCI_EMPTY, new byte[] {'{', '}'});
        this.options = options;
    }

    /**
     * Makes the deltas that lead to images.
     *
     * @param oldPlace has the images that they begin with
     * @param oldImages those images: one, or those that the new ones have their names from
     * @param content what the new images are made of
     * @param newImages manifests or indexes, with their names
     * @return to be closed; the places must stay open as long
     * @throws ContentNotFoundException if content of the new images is missing, or of the old ones
     * @throws ContentException of kind {@code INVALID_ARGUMENT} if it cannot be told which old image a
     *     new one is made of; of kind {@code FAILED_PRECONDITION} if a layer is damaged
     */
    public static CreatedDelta create(
            ImageSource oldPlace,
            List<Descriptor> oldImages,
            ReadableContent content,
            List<Descriptor> newImages,
            DeltaOptions options)
            throws IOException {
        DeltaCreation creation = new DeltaCreation(oldPlace, oldImages, content, new CreatedContent(content), options);
        try {
            options.listener().planned(creation.planned(newImages));
            Set<Descriptor> artifacts = new LinkedHashSet<>();
            Map<Map<String, String>, Digest> named = new HashMap<>();
            for (Descriptor image : newImages) {
                Map<String, String> names = DeltaTarget.names(image);
                Digest other = names.isEmpty() ? null : named.putIfAbsent(names, image.digest());
                if (other != null && !other.equals(image.digest())) {
                    throw new ContentException(
                            Kind.INVALID_ARGUMENT,
                            content.location() + ": two different images are named "
                                    + names.values().iterator().next() + ": choose @" + other + " or @"
                                    + image.digest());
                }
                artifacts.add(creation.delta(image));
            }
            return new CreatedDelta(creation.created, List.copyOf(artifacts));
        } catch (IOException | RuntimeException e) {
            creation.created.close();
            throw e;
        }
    }

    private long planned(List<Descriptor> images) throws IOException {
        long bytes = 0;
        for (Descriptor image : images) {
            for (Descriptor each : ImageManifests.present(documents, content, image, PlatformMatcher.all())) {
                bytes += 2
                        * documents.manifest(each).layers().stream()
                                .distinct()
                                .mapToLong(Descriptor::size)
                                .sum();
            }
        }
        return bytes;
    }

    private Descriptor delta(Descriptor image) throws IOException {
        Map<String, String> names = DeltaTarget.names(image);
        if (MediaTypes.isIndex(image.mediaType())) {
            return index(image, names);
        }
        Manifest manifest = MediaTypes.isManifest(image.mediaType()) ? documents.manifest(image) : null;
        return manifest != null && manifest.isImage()
                ? part(image, manifest, pairs.of(image), names)
                : whole(image, List.of(image), names);
    }

    /** An index of deltas: first what comes along as it is, then what leads to each image manifest. */
    private Descriptor index(Descriptor image, Map<String, String> names) throws IOException {
        List<Descriptor> whole = new ArrayList<>();
        List<Descriptor> parts = new ArrayList<>();
        Descriptor old = pairs.of(image);
        Graph.walk(
                descriptor -> {
                    if (MediaTypes.isIndex(descriptor.mediaType())) {
                        whole.add(descriptor);
                        return present(documents.index(descriptor).manifests());
                    }
                    Manifest manifest =
                            MediaTypes.isManifest(descriptor.mediaType()) ? documents.manifest(descriptor) : null;
                    if (manifest != null && manifest.isImage()) {
                        parts.add(part(descriptor, manifest, old, Map.of()));
                    } else {
                        whole.add(descriptor);
                    }
                    return List.of();
                },
                documents.limits(),
                List.of(image));
        List<Descriptor> manifests = new ArrayList<>();
        manifests.add(whole(image, whole, Map.of()));
        manifests.addAll(parts);
        Map<String, String> annotations = new TreeMap<>(names);
        annotations.put(DeltaFormat.TARGET, image.digest().toString());
        return created.add(
                        MediaTypes.OCI_INDEX,
                        Index.encodeArtifact(
                                DeltaFormat.ARTIFACT_TYPE, manifests, DeltaFormat.subject(image), annotations))
                .withArtifactType(DeltaFormat.ARTIFACT_TYPE);
    }

    /** An index may list more than there is. */
    private List<Descriptor> present(List<Descriptor> listed) throws IOException {
        List<Descriptor> present = new ArrayList<>();
        for (Descriptor each : listed) {
            if (content.info(each.digest()).isPresent()) {
                present.add(each);
            }
        }
        return present;
    }

    /** An artifact that has documents as they are, and what those refer to, except for what an index lists. */
    private Descriptor whole(Descriptor subject, List<Descriptor> roots, Map<String, String> names) throws IOException {
        Map<Digest, Descriptor> all = new LinkedHashMap<>();
        for (Descriptor root : roots) {
            all.putIfAbsent(root.digest(), root);
            if (MediaTypes.isManifest(root.mediaType())) {
                for (Descriptor child : documents.manifest(root).children()) {
                    all.putIfAbsent(child.digest(), child);
                }
            } else if (MediaTypes.isArtifactManifest(root.mediaType())) {
                for (Descriptor child : documents.artifact(root).blobs()) {
                    all.putIfAbsent(child.digest(), child);
                }
            }
        }
        List<Descriptor> layers = all.values().stream()
                .map(each -> DeltaFormat.layer(each, DeltaFormat.WHOLE))
                .toList();
        return created.add(
                        MediaTypes.OCI_MANIFEST,
                        Manifest.encodeArtifact(DeltaFormat.CONTENT_TYPE, layers, DeltaFormat.subject(subject), names))
                .withArtifactType(DeltaFormat.CONTENT_TYPE);
    }

    private Descriptor part(Descriptor image, Manifest manifest, Descriptor oldImage, Map<String, String> names)
            throws IOException {
        Descriptor source = oldManifests.of(oldImage, OldManifests.platform(documents, image));
        Manifest old = source == null ? null : oldDocuments.manifest(source);
        List<Object> key = Arrays.asList(image.digest(), source == null ? null : source.digest());
        Leads leads = known.get(key);
        if (leads == null) {
            leads = leads(manifest, old, layer -> true, lead -> lead);
            known.put(key, leads);
        }
        return artifact(image, manifest, source, old, leads, List.of(), names);
    }

    /**
     * What leads to the layers of a manifest.
     *
     * @param baseBytes what keeping the old files takes
     */
    private record Leads(List<NewLayer> layers, long baseBytes) {}

    /**
     * What leads to the layers of a manifest.
     *
     * @param wanted says of which; the others are taken for there
     * @param choice may take a layer as it is instead
     */
    private Leads leads(
            Manifest manifest, @Nullable Manifest old, Predicate<Descriptor> wanted, UnaryOperator<NewLayer> choice)
            throws IOException {
        try (LayerCreation creation =
                new LayerCreation(oldPlace.content(), old, diffIds(oldDocuments, old), content, created, options)) {
            List<Digest> diffIds = diffIds(documents, manifest);
            Map<Digest, NewLayer> layers = new LinkedHashMap<>();
            Set<String> paths = new LinkedHashSet<>();
            for (int i = 0; i < manifest.layers().size(); i++) {
                Descriptor layer = manifest.layers().get(i);
                if (!layers.containsKey(layer.digest())) {
                    Digest diffId = i < diffIds.size() ? diffIds.get(i) : null;
                    NewLayer lead = wanted.test(layer)
                            ? choice.apply(creation.lead(layer, diffId))
                            : NewLayer.reused(layer, diffId);
                    layers.put(layer.digest(), lead);
                    paths.addAll(lead.paths());
                }
            }
            return new Leads(List.copyOf(layers.values()), creation.sizeOf(paths));
        }
    }

    /** Whether an old image is of the repository of this one. */
    boolean isRelated(Descriptor image) {
        return pairs.isRelated(image);
    }

    /**
     * What leads to some layers of a manifest, for a bundle: with the documents of the old image, so that its layers are found
     * wherever they are.
     *
     * @param image the image that was asked for, with its name
     * @param wanted the layers
     * @return empty if there is no old image, nothing leads to a layer, or it would be no smaller
     */
    Optional<LayerDeltas.Lead> bundled(Descriptor image, Descriptor target, Set<Digest> wanted, Digest base)
            throws IOException {
        Descriptor source = oldManifests.of(pairs.of(image), OldManifests.platform(documents, target));
        Manifest manifest = documents.manifest(target);
        if (source == null || !manifest.isImage()) {
            return Optional.empty();
        }
        Manifest old = oldDocuments.manifest(source);
        requireLayers(source, old);
        options.listener()
                .planned(manifest.layers().stream()
                        .distinct()
                        .filter(layer -> wanted.contains(layer.digest()))
                        .mapToLong(layer -> 2 * layer.size())
                        .sum());
        BundledSizes sizes = new BundledSizes();
        Leads smaller = leads(manifest, old, layer -> wanted.contains(layer.digest()), sizes::smaller);
        if (sizes.made().isEmpty()) {
            return Optional.empty();
        }
        List<Descriptor> further = new ArrayList<>();
        further.add(created.add(source.mediaType(), oldDocuments.raw(source).toByteArray())
                .withAnnotation(DeltaFormat.CONTENT, DeltaFormat.SOURCE_MANIFEST));
        if (MediaTypes.isConfig(old.config().mediaType())) {
            further.add(created.add(
                            old.config().mediaType(),
                            oldDocuments.raw(old.config()).toByteArray())
                    .withAnnotation(DeltaFormat.CONTENT, DeltaFormat.SOURCE_IMAGE_CONFIG));
        }
        Descriptor artifact = artifact(target, manifest, source, old, smaller, further, Map.of());
        List<Descriptor> held = new Documents(created).manifest(artifact).children();
        return sizes.areSmaller(artifact, held)
                ? Optional.of(new LayerDeltas.Lead(artifact, base, held, sizes.made()))
                : Optional.empty();
    }

    /** A bundle leaves layers to its base, and may be the old image all the same if that is there too. */
    private void requireLayers(Descriptor source, Manifest old) throws IOException {
        for (Descriptor layer : old.layers()) {
            if (oldPlace.content().info(layer.digest()).isEmpty()
                    && !MediaTypes.isNonDistributable(layer.mediaType())) {
                throw ContentNotFoundException.of(
                        List.of(layer),
                        "a delta is made upon " + source + ", whose layer " + layer.digest() + " is not in "
                                + oldPlace.location()
                                + oldPlace.content()
                                        .whereabouts(layer.digest())
                                        .map(where -> ", but in " + where)
                                        .orElse("")
                                + "; name the place that has it with option base too");
            }
        }
    }

    private Descriptor artifact(
            Descriptor image,
            Manifest manifest,
            @Nullable Descriptor source,
            @Nullable Manifest old,
            Leads leads,
            List<Descriptor> further,
            Map<String, String> names) {
        List<Descriptor> all = new ArrayList<>();
        all.add(DeltaFormat.layer(image, DeltaFormat.IMAGE_MANIFEST));
        all.add(DeltaFormat.layer(manifest.config(), DeltaFormat.IMAGE_CONFIG));
        List<LayerRecipe> recipes = new ArrayList<>();
        List<Digest> reused = new ArrayList<>();
        List<Digest> reusedDiffIds = new ArrayList<>();
        for (NewLayer layer : leads.layers()) {
            LayerRecipe recipe = layer.recipe();
            if (recipe != null) {
                recipes.add(recipe);
                if (recipe.correction() != null) {
                    all.add(DeltaFormat.layer(recipe.correction(), DeltaFormat.CORRECTION)
                            .withAnnotation(
                                    DeltaFormat.TO, layer.layer().digest().toString()));
                }
            }
            switch (layer.method()) {
                case REUSED, REPACKED -> {
                    reused.add(layer.layer().digest());
                    if (layer.diffId() != null) {
                        reusedDiffIds.add(layer.diffId());
                    }
                }
                case PATCHED, WHOLE -> {
                    Descriptor brought = layer.patch() == null ? layer.layer() : layer.patch();
                    all.add(DeltaFormat.layer(brought, DeltaFormat.IMAGE_LAYER)
                            .withAnnotation(
                                    DeltaFormat.TO, layer.layer().digest().toString()));
                }
            }
        }
        if (!recipes.isEmpty()) {
            Descriptor packing =
                    created.add(DeltaFormat.PACKING_TYPE, new PackingRecipes(leads.baseBytes(), recipes).encode());
            all.add(packing.withAnnotation(DeltaFormat.CONTENT, DeltaFormat.PACKING));
        }
        all.addAll(further);
        Map<String, String> annotations = new TreeMap<>(names);
        annotations.put(DeltaFormat.TARGET, image.digest().toString());
        if (source != null && old != null) {
            annotations.put(DeltaFormat.SOURCE, source.digest().toString());
            annotations.put(DeltaFormat.SOURCE_CONFIG, old.config().digest().toString());
        }
        if (!reused.isEmpty()) {
            annotations.put(DeltaFormat.REUSED, list(reused));
            if (reusedDiffIds.size() == reused.size()) {
                annotations.put(DeltaFormat.REUSED_DIFF_ID, list(reusedDiffIds));
            }
        }
        return created.add(
                        MediaTypes.OCI_MANIFEST,
                        Manifest.encodeArtifact(
                                DeltaFormat.ARTIFACT_TYPE, all, DeltaFormat.subject(image), annotations))
                .withArtifactType(DeltaFormat.ARTIFACT_TYPE);
    }

    private static String list(List<Digest> digests) {
        GoJsonWriter out = new GoJsonWriter();
        out.beginArray();
        digests.forEach(digest -> out.value(digest.toString()));
        return new String(out.endArray().toBytes(), StandardCharsets.UTF_8);
    }

    private static List<Digest> diffIds(Documents documents, @Nullable Manifest manifest) throws IOException {
        return manifest != null && MediaTypes.isConfig(manifest.config().mediaType())
                ? documents.config(manifest.config()).diffIds()
                : List.of();
    }
}
