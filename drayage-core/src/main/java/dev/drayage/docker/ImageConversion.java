package dev.drayage.docker;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.InfoProvider;
import dev.drayage.content.ReadableContent;
import dev.drayage.graph.Documents;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.Index;
import dev.drayage.oci.Manifest;
import dev.drayage.oci.MediaTypes;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Images with other media types, Docker's or OCI's, or with layers that are packed in another way: an index with all that
 * is below it. What is what it should be already keeps its digest; configs are never changed. Manifests are made when
 * this is, and layers packed into files without names. Closing it closes those, not the source.
 */
public final class ImageConversion implements Closeable {
    private final ReadableContent source;
    private final ConversionOptions options;
    private final Documents documents;
    private final ConvertedContent content;
    private final ConvertedLayers layers;
    private final Map<Digest, Descriptor> known = new HashMap<>();
    private final Set<String> warnings = new LinkedHashSet<>();
    private List<Descriptor> images = List.of();

    private ImageConversion(ReadableContent source, ConversionOptions options) {
        this.source = source;
        this.options = options;
        this.documents = new Documents(source, options.limits());
        this.content = new ConvertedContent(source);
        this.layers = new ConvertedLayers(source, options, content);
    }

    /**
     * Converts images.
     *
     * @param source where they are; it must stay open
     * @throws ContentException of kind {@link Kind#INVALID_ARGUMENT} if one cannot be what it is to become: an artifact
     *     or layers in zstd with Docker's media types, for example; of kind {@link Kind#FAILED_PRECONDITION} if a document
     *     or layer is not what it claims to be
     */
    public static ImageConversion of(ReadableContent source, List<Descriptor> images, ConversionOptions options)
            throws IOException {
        ImageConversion conversion = new ImageConversion(source, options);
        try {
            List<Descriptor> converted = new ArrayList<>();
            for (Descriptor image : images) {
                converted.add(options.isNone() ? image : conversion.convert(image, 0));
            }
            conversion.images = List.copyOf(converted);
            return conversion;
        } catch (IOException | RuntimeException e) {
            conversion.close();
            throw e;
        }
    }

    /** The images that were given, in their order, as they are now; annotations and platforms stay. */
    public List<Descriptor> images() {
        return images;
    }

    /** What they are made of, and all else that the source holds. */
    public ReadableContent content() {
        return options.isNone() ? source : content;
    }

    /** What was left behind, as sentences. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    private Descriptor convert(Descriptor image, int depth) throws IOException {
        if (depth > options.limits().maxLevels()) {
            throw new ContentException(
                    Kind.FAILED_PRECONDITION,
                    name(image) + " is more than " + options.limits().maxLevels() + " levels deep, the limit");
        }
        Descriptor plain = known.get(image.digest());
        if (plain == null) {
            plain = MediaTypes.isIndex(image.mediaType())
                    ? convertIndex(image, depth)
                    : MediaTypes.isManifest(image.mediaType()) ? convertManifest(image) : requireAsItIs(image);
            known.put(image.digest(), plain);
        }
        return plain.digest().equals(image.digest()) ? image : like(image, plain);
    }

    /** What is said of it stays; the content that may have been embedded is another. */
    private static Descriptor like(Descriptor image, Descriptor converted) {
        return new Descriptor(
                converted.mediaType(),
                converted.digest(),
                converted.size(),
                List.of(),
                image.annotations(),
                null,
                image.platform(),
                image.artifactType());
    }

    private Descriptor convertIndex(Descriptor descriptor, int depth) throws IOException {
        Index index = documents.index(descriptor);
        List<Descriptor> children = new ArrayList<>();
        boolean hasOci = false;
        for (Descriptor child : index.manifests()) {
            Descriptor converted = isTaken(child) ? convert(child, depth + 1) : child;
            children.add(converted);
            hasOci |= !converted.equals(child) && ImageForm.of(converted) == ImageForm.OCI;
        }
        ImageForm own = ImageForm.of(descriptor);
        ImageForm form = options.form() != null ? options.form() : hasOci ? ImageForm.OCI : own;
        if (form == own && children.equals(index.manifests())) {
            return descriptor;
        }
        if (form == ImageForm.DOCKER) {
            if (index.subject() != null || index.artifactType() != null) {
                throw inexpressible(descriptor, "it is an artifact or refers to something");
            }
            dropAnnotations(descriptor, index.annotations());
        }
        return made(form.index(), index.encodeAs(form.index(), children));
    }

    /** Platforms that nobody asked for, or that are not there, are listed as they were. */
    private boolean isTaken(Descriptor child) throws IOException {
        boolean isWanted = child.platform() == null || options.platforms().matches(child.platform());
        return isWanted && (isThere(source, child) || child.embeddedData().isPresent());
    }

    private static boolean isThere(InfoProvider content, Descriptor descriptor) throws IOException {
        return content.info(descriptor.digest()).isPresent();
    }

    private Descriptor convertManifest(Descriptor descriptor) throws IOException {
        Manifest manifest = documents.manifest(descriptor);
        if (manifest.subject() != null || manifest.artifactType() != null || !manifest.isImage()) {
            return requireAsItIs(descriptor);
        }
        List<Descriptor> packed = layers.pack(descriptor, manifest, documents);
        ImageForm own = ImageForm.of(descriptor);
        ImageForm form = options.form() != null ? options.form() : own;
        if (options.form() == null && packed.stream().anyMatch(layer -> isZstd(layer.mediaType()))) {
            form = ImageForm.OCI;
        }
        List<Descriptor> typed = new ArrayList<>();
        for (Descriptor layer : packed) {
            boolean isKept = options.form() == null && form == own;
            String mediaType = isKept ? layer.mediaType() : form.layer(layer.mediaType());
            if (!isKept && form == ImageForm.DOCKER && !MediaTypes.isDocker(mediaType)) {
                throw inexpressible(
                        descriptor,
                        "layer " + layer.digest() + " is " + mediaType
                                + (isZstd(mediaType) ? "; option compress gzip packs it so that it can be" : ""));
            }
            typed.add(mediaType.equals(layer.mediaType()) ? layer : layer.withMediaType(mediaType));
        }
        if (form == own
                && typed.equals(manifest.layers())
                && (options.form() == null || manifest.config().mediaType().equals(form.config()))) {
            return descriptor;
        }
        Descriptor config = options.form() == null && form == own
                ? manifest.config()
                : manifest.config().withMediaType(form.config());
        if (form == ImageForm.DOCKER) {
            dropAnnotations(descriptor, manifest.annotations());
            return made(form.manifest(), Manifest.encodeDocker(config, typed));
        }
        return made(form.manifest(), Manifest.encodeOci(config, typed, manifest.annotations()));
    }

    private static boolean isZstd(String mediaType) {
        return mediaType.endsWith("+zstd") || mediaType.endsWith(".zstd");
    }

    /** Signatures, charts and whatever else is no image stay as they are, where they can. */
    private Descriptor requireAsItIs(Descriptor descriptor) throws ContentException {
        if (options.form() == ImageForm.DOCKER) {
            throw inexpressible(descriptor, "it is an artifact");
        }
        return descriptor;
    }

    private ContentException inexpressible(Descriptor descriptor, String reason) {
        return new ContentException(
                Kind.INVALID_ARGUMENT, name(descriptor) + " cannot have Docker's media types: " + reason);
    }

    private void dropAnnotations(Descriptor descriptor, Map<String, String> annotations) {
        if (!annotations.isEmpty()) {
            warnings.add(name(descriptor) + " loses its " + annotations.size()
                    + (annotations.size() == 1 ? " annotation" : " annotations")
                    + ", which Docker's media types have no"
                    + " place for");
        }
    }

    private Descriptor made(String mediaType, byte[] document) {
        Descriptor descriptor =
                Descriptor.of(mediaType, Digest.compute(DigestAlgorithm.SHA256, document), document.length);
        content.add(descriptor.digest(), () -> Blob.ofBytes(document));
        return descriptor;
    }

    private String name(Descriptor descriptor) {
        return descriptor.kind() + " " + descriptor.digest() + " in " + source.location();
    }

    @Override
    public void close() throws IOException {
        layers.close();
    }
}
