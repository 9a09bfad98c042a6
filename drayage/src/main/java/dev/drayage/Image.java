package dev.drayage;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ContentProvider;
import dev.drayage.docker.DockerArchive;
import dev.drayage.document.InvalidDocumentException;
import dev.drayage.document.Limits;
import dev.drayage.graph.Documents;
import dev.drayage.graph.ImageManifests;
import dev.drayage.graph.PlatformManifests;
import dev.drayage.naming.ImageNames;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.ImageConfig;
import dev.drayage.oci.ImageConfig.RunSettings;
import dev.drayage.oci.Manifest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.platform.Platform;
import dev.drayage.platform.PlatformMatcher;
import dev.drayage.selection.PlatformSelection;
import dev.drayage.source.Source;
import dev.drayage.source.Sources;
import dev.drayage.verify.ImageVerification;
import dev.drayage.verify.VerifyOptions;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An image that was opened. Each document is read when it is asked for, and verified. Thread-safe; closing it closes what it
 * was opened from, and with it the same image on other platforms and their layers.
 */
public final class Image implements Closeable {
    private final Sources sources;
    private final String label;
    private final Descriptor descriptor;
    private final List<String> warnings;
    private final long maxZstdWindow;
    private final Documents documents;

    private Image(Sources sources, String label, Descriptor descriptor, List<String> warnings, long maxZstdWindow) {
        this.sources = sources;
        this.label = label;
        this.descriptor = descriptor;
        this.warnings = warnings;
        this.maxZstdWindow = maxZstdWindow;
        this.documents = new Documents(source().content());
    }

    static Image of(Sources sources, String label, long maxZstdWindow) throws ContentException {
        List<Descriptor> all = sources.all().get(0).images();
        List<Descriptor> images =
                all.stream().filter(image -> !ImageNames.isReferrer(image)).toList();
        List<Descriptor> chosen = images.isEmpty() ? all : images;
        Set<Digest> different = chosen.stream().map(Descriptor::digest).collect(Collectors.toSet());
        if (different.size() > 1) {
            throw new ContentException(
                    Kind.INVALID_ARGUMENT,
                    label + " holds " + different.size() + " images; choose one with :TAG or @DIGEST");
        }
        return new Image(sources, label, chosen.get(0), List.of(), maxZstdWindow);
    }

    private Source source() {
        return sources.all().get(0);
    }

    /** Its manifest or index, with the names it is listed by as annotations. */
    public Descriptor descriptor() {
        return descriptor;
    }

    /** Its digest. */
    public Digest digest() {
        return descriptor.digest();
    }

    /** What a user should know of how it was chosen, in sentences. */
    public List<String> warnings() {
        return warnings;
    }

    /** The platforms that it is for, in the order listed; an artifact is for none. */
    public List<Platform> platforms() throws IOException {
        Set<Platform> platforms = new LinkedHashSet<>();
        for (Descriptor each : manifests()) {
            if (each.platform() != null) {
                platforms.add(each.platform());
            } else {
                Manifest read = documents.manifest(each);
                if (MediaTypes.isConfig(read.config().mediaType())) {
                    platforms.add(documents.config(read.config()).platform());
                }
            }
        }
        return List.copyOf(platforms);
    }

    /** The image on one platform, such as {@code linux/arm64}; fails as the other does. */
    public Image forPlatform(String platform) throws IOException {
        return forPlatform(Platform.parse(platform));
    }

    /**
     * The image on one platform; an artifact, which is for none, is returned as it is.
     *
     * @throws ContentNotFoundException if it is for other platforms only
     */
    public Image forPlatform(Platform platform) throws IOException {
        List<String> told = new ArrayList<>();
        Descriptor manifest =
                new PlatformManifests(documents, told::add).of(descriptor, Source.label(descriptor), platform);
        return new Image(sources, label, manifest, List.copyOf(told), maxZstdWindow);
    }

    /**
     * Its manifest.
     *
     * @throws ContentException of kind {@link Kind#INVALID_ARGUMENT} if it is for several platforms, and none was chosen
     */
    public Manifest manifest() throws IOException {
        return documents.manifest(onlyManifest());
    }

    private Descriptor onlyManifest() throws IOException {
        List<Descriptor> manifests = manifests();
        if (manifests.isEmpty()) {
            throw ContentNotFoundException.of(List.of(), label + " has no manifest");
        }
        if (manifests.size() > 1) {
            String choice = platforms().stream().map(Platform::toString).collect(Collectors.joining(", "));
            throw new ContentException(
                    Kind.INVALID_ARGUMENT,
                    label + " has " + manifests.size() + " manifests; choose one with forPlatform: " + choice);
        }
        return manifests.get(0);
    }

    /** Those of machines; what is attested of an image is listed beside it, for none. */
    private List<Descriptor> manifests() throws IOException {
        List<Descriptor> all = ImageManifests.of(documents, descriptor, PlatformMatcher.all());
        return all.stream()
                .filter(manifest ->
                        manifest.platform() == null || !manifest.platform().isUnknown())
                .distinct()
                .toList();
    }

    /**
     * Its configuration: environment, command, labels, history.
     *
     * @throws ContentException of kind {@link Kind#INVALID_ARGUMENT} if it is for several platforms, or an artifact, which
     *     has none; of kind {@link Kind#FAILED_PRECONDITION} if a value is not what it should be
     */
    public ImageConfig config() throws IOException {
        Descriptor config = manifest().config();
        if (!MediaTypes.isConfig(config.mediaType())) {
            throw new ContentException(
                    Kind.INVALID_ARGUMENT,
                    label + " is an artifact of type " + config.mediaType() + ", which has no config of an image");
        }
        ImageConfig read = documents.config(config);
        try {
            RunSettings.parse(read.raw(), Limits.defaults());
        } catch (InvalidDocumentException e) {
            throw new ContentException(
                    Kind.FAILED_PRECONDITION,
                    config.kind() + " " + config.digest() + " of " + label + ": " + e.problem());
        }
        return read;
    }

    /**
     * Its layers, the lowest first; of an artifact, its blobs. In a Docker archive they are read here already, and compared
     * with their diffIDs.
     *
     * @throws ContentException of kind {@link Kind#INVALID_ARGUMENT} if it is for several platforms, and none was chosen
     */
    public List<Layer> layers() throws IOException {
        Descriptor manifest = onlyManifest();
        ContentProvider content = source().content();
        if (source().place() instanceof DockerArchive) {
            // There a layer has no other digest than the one that the config gives it.
            ImageVerification.requireDiffIds(
                    source().content(),
                    List.of(manifest),
                    VerifyOptions.defaults().withMaxZstdWindow(maxZstdWindow));
        }
        return documents.manifest(manifest).layers().stream()
                .map(layer -> new Layer(content, layer, maxZstdWindow))
                .toList();
    }

    /**
     * What names it as its subject, such as signatures and bills of materials, and what names those, recursively; of an
     * index, what names its manifests too. A registry is asked; elsewhere what the place lists is looked through. What an
     * index lists beside its images, such as BuildKit's attestations, belongs to the index and is not among them.
     */
    public List<Descriptor> referrers() throws IOException {
        List<Descriptor> image = List.of(descriptor);
        Source source = source();
        return new Source(source.name(), source.place(), image, image).referrers(PlatformSelection.present());
    }

    @Override
    public void close() throws IOException {
        sources.close();
    }

    @Override
    public String toString() {
        return label;
    }
}
