package dev.drayage.delta;

import dev.drayage.bundle.LayerMaker;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ReadableContent;
import dev.drayage.graph.Documents;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.task.Closing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Layers of a bundle that are made of its deltas upon a base. */
final class DeltaLayers implements LayerMaker.Layers {
    private final ReadableContent bundle;
    private final ListedPlace base;
    private final Path directory;
    private final long maxZstdWindow;
    private final LayerRebuild rebuild;
    private final Map<Digest, Lead> leads = new LinkedHashMap<>();
    private final Map<Digest, RebuiltLayer> layers = new HashMap<>();

    /** What one delta leads to. */
    private record Lead(DeltaPart part, OldImage old) {
        Descriptor layer(Digest digest) throws IOException {
            Descriptor layer = part.manifest().layers().stream()
                    .filter(each -> each.digest().equals(digest))
                    .findFirst()
                    .orElse(null);
            LayerMethod method = layer == null ? LayerMethod.REUSED : part.method(layer);
            if (layer == null || method == LayerMethod.REUSED || method == LayerMethod.WHOLE) {
                throw DeltaPart.damaged(
                        part.self(), "it does not lead to layer " + digest + ", as the bundle says", null);
            }
            return layer;
        }
    }

    DeltaLayers(ReadableContent bundle, ReadableContent base, Path directory, long maxZstdWindow) {
        this.bundle = bundle;
        // The manifests that deltas begin with are in the bundle.
        this.base = new ListedPlace(ReadableContent.combine(List.of(bundle, base)), List.of());
        this.directory = directory;
        this.maxZstdWindow = maxZstdWindow;
        this.rebuild = new LayerRebuild(directory, maxZstdWindow);
    }

    @Override
    public Optional<ContentInfo> info(Descriptor delta, Digest layer) throws IOException {
        Lead lead = lead(delta);
        Descriptor descriptor = lead.layer(layer);
        return lead.old().isThereFor(descriptor)
                ? Optional.of(
                        new ContentInfo(layer, lead.part().recipe(descriptor).size()))
                : Optional.empty();
    }

    @Override
    public Blob open(Descriptor delta, Descriptor layer) throws IOException {
        return layer(lead(delta), layer.digest()).open();
    }

    private synchronized RebuiltLayer layer(Lead lead, Digest digest) throws IOException {
        RebuiltLayer known = layers.get(digest);
        if (known == null) {
            known = lead.old().rebuilt(lead.layer(digest), rebuild);
            LayerRebuild.requireRoom(
                    lead.part().packing().baseBytes() + known.size(),
                    directory,
                    "making layers of the deltas in " + bundle.location());
            layers.put(digest, known);
        }
        return known;
    }

    private synchronized Lead lead(Descriptor delta) throws IOException {
        Lead known = leads.get(delta.digest());
        if (known == null) {
            DeltaPart part = DeltaPart.read(new Documents(bundle), delta);
            known = new Lead(part, new OldImage(part, bundle, base, List.of(), directory, maxZstdWindow));
            leads.put(delta.digest(), known);
        }
        return known;
    }

    @Override
    public synchronized void close() throws IOException {
        Closing.all(leads.values().stream().map(Lead::old).toList());
    }
}
