package dev.drayage.archive;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ReadableContent;
import dev.drayage.docker.ConversionOptions;
import dev.drayage.docker.DockerArchive;
import dev.drayage.docker.ImageConversion;
import dev.drayage.docker.ImageForm;
import dev.drayage.document.InvalidDocumentException;
import dev.drayage.document.Limits;
import dev.drayage.graph.Documents;
import dev.drayage.graph.Graph;
import dev.drayage.graph.Handler;
import dev.drayage.image.ImageSearch;
import dev.drayage.image.ImageSource;
import dev.drayage.layout.ImageLayout;
import dev.drayage.layout.format.BlobPaths;
import dev.drayage.layout.format.DockerManifestEntry;
import dev.drayage.layout.format.LayoutFiles;
import dev.drayage.naming.ImageNames;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.oci.Reference;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An OCI layout, in a tar or a directory, that is a Docker archive too, and whose {@code manifest.json} lists images that
 * {@code index.json} does not lead to: Docker lists an image without a tag there alone. Those follow the images of the
 * layout, with manifests of OCI, as all that is in a layout. Names that the layout gives to others are not theirs.
 */
final class HybridArchive implements ImageSource {
    private final LayoutFiles archive;
    private final ImageConversion conversion;
    private final ReadableContent content;
    private final List<Descriptor> images;
    private final Limits limits;

    private HybridArchive(LayoutFiles archive, ImageLayout layout, ImageConversion conversion, Limits limits) {
        this.archive = archive;
        this.conversion = conversion;
        this.limits = limits;
        content = ReadableContent.combine(List.of(layout.content(), conversion.content()));
        images = Stream.concat(layout.images().stream(), conversion.images().stream())
                .toList();
    }

    /** The layout as it is if it leads to all images; else the images of both. */
    static ImageSource of(LayoutFiles archive, ImageLayout layout, Limits limits, int maxNames) throws IOException {
        List<DockerManifestEntry> saved = saved(archive, limits);
        if (saved.isEmpty()) {
            return layout;
        }
        Set<Digest> configs = configs(layout, limits);
        List<DockerManifestEntry> others = saved.stream()
                .filter(image -> BlobPaths.digest(file(image.config()))
                        .filter(configs::contains)
                        .isEmpty())
                .map(image -> new DockerManifestEntry(image.config(), usable(image.repoTags()), image.layers()))
                .toList();
        if (others.isEmpty()) {
            return layout;
        }
        DockerArchive docker = DockerArchive.of(archive, others, limits, maxNames);
        List<Descriptor> unreached = unreached(docker, configs, layout.images(), limits);
        return unreached.isEmpty()
                ? layout
                : new HybridArchive(
                        archive,
                        layout,
                        ImageConversion.of(
                                docker.content(),
                                unreached,
                                // No layer is packed anew, so that nothing is put there.
                                ConversionOptions.none(Path.of("")).withForm(ImageForm.OCI)),
                        limits);
    }

    /** Those that are names, and pin no digest: the image gets another manifest. */
    private static List<String> usable(List<String> repoTags) {
        return repoTags.stream()
                .filter(tag ->
                        reference(tag).filter(name -> name.digest() == null).isPresent())
                .toList();
    }

    private static String file(String path) {
        return path.replaceFirst("^(?:\\./)+", "");
    }

    /** The images that {@code manifest.json} lists; of one whose config is not there nothing can be had. */
    static List<DockerManifestEntry> saved(LayoutFiles archive, Limits limits) throws IOException {
        Optional<Blob> file = archive.file(DockerManifestEntry.FILE);
        if (file.isEmpty()) {
            return List.of();
        }
        try (Blob blob = file.get()) {
            if (blob.size() > limits.maxBytes()) {
                throw new ContentException(
                        ContentException.Kind.FAILED_PRECONDITION,
                        archive.location() + ": " + DockerManifestEntry.FILE + " has " + blob.size()
                                + " bytes, over the limit of " + limits.maxBytes() + " for documents");
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) blob.size());
            blob.readAt(0, bytes);
            List<DockerManifestEntry> whole = new ArrayList<>();
            for (DockerManifestEntry image : DockerManifestEntry.parse(bytes.array(), limits)) {
                if (archive.has(file(image.config()))) {
                    whole.add(image);
                }
            }
            return whole;
        } catch (InvalidDocumentException e) {
            return List.of(); // a file of that name that is none of Docker's
        }
    }

    /** The configs of all images of the layout, by which Docker knows them. */
    private static Set<Digest> configs(ImageLayout layout, Limits limits) throws IOException {
        Documents documents = new Documents(layout.content(), limits);
        Set<Digest> configs = new HashSet<>();
        Set<Digest> visited = new HashSet<>();
        Handler collect = descriptor -> {
            boolean isIndex = MediaTypes.isIndex(descriptor.mediaType());
            if ((!isIndex && !MediaTypes.isManifest(descriptor.mediaType())) || !visited.add(descriptor.digest())) {
                return List.of();
            }
            try {
                if (isIndex) {
                    return documents.index(descriptor).manifests();
                }
                configs.add(documents.manifest(descriptor).config().digest());
            } catch (ContentException e) {
                // Missing or damaged: whoever takes the image is told.
            }
            return List.of();
        };
        Graph.walk(collect, Limits.defaults(), layout.images());
        return configs;
    }

    /** Docker's images that the layout does not lead to, under the names that are free; else by their digest alone. */
    private static List<Descriptor> unreached(
            DockerArchive docker, Set<Digest> configs, List<Descriptor> listed, Limits limits) throws IOException {
        Set<String> taken =
                listed.stream().flatMap(image -> name(image).stream()).collect(Collectors.toCollection(HashSet::new));
        Documents documents = new Documents(docker.content(), limits);
        List<Descriptor> unreached = new ArrayList<>();
        Set<Digest> named = new HashSet<>();
        List<Descriptor> nameless = new ArrayList<>();
        for (Descriptor image : docker.images()) {
            if (configs.contains(documents.manifest(image).config().digest())) {
                continue;
            }
            if (name(image).filter(name -> !taken.contains(name)).isPresent()) {
                unreached.add(image);
                named.add(image.digest());
            } else {
                nameless.add(ImageNames.unnamed(image));
            }
        }
        nameless.stream().filter(image -> named.add(image.digest())).forEach(unreached::add);
        return unreached;
    }

    private static Optional<String> name(Descriptor image) {
        return ImageNames.fullName(image).flatMap(HybridArchive::reference).map(Reference::toString);
    }

    private static Optional<Reference> reference(String name) {
        try {
            return Optional.of(Reference.parse(name).withDefaultTag());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public ReadableContent content() {
        return content;
    }

    @Override
    public List<Descriptor> images() {
        return images;
    }

    @Override
    public Descriptor find(String name) throws IOException {
        return new ImageSearch(content, limits, images).find(name);
    }

    @Override
    public List<ContentInfo> blobs() throws IOException {
        return archive.blobs();
    }

    @Override
    public String location() {
        return archive.location();
    }

    @Override
    public void close() throws IOException {
        try (archive) {
            conversion.close();
        }
    }
}
