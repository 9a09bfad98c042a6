package dev.drayage.docker;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.document.InvalidDocumentException;
import dev.drayage.document.Limits;
import dev.drayage.json.Quotes;
import dev.drayage.labels.Labels;
import dev.drayage.layout.format.BlobPaths;
import dev.drayage.layout.format.DockerManifestEntry;
import dev.drayage.layout.format.LayoutFiles;
import dev.drayage.naming.PinnedNames;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.ImageAnnotations;
import dev.drayage.oci.ImageConfig;
import dev.drayage.oci.Manifest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.oci.RawDocument;
import dev.drayage.oci.Reference;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An image of a Docker archive with the manifest that was made for it.
 *
 * @param saved how {@code manifest.json} lists it
 * @param manifest its manifest, with its platform
 * @param config its config
 * @param content how manifest, config and layers are opened
 * @param labels what was found out of them
 * @param location the archive, for messages
 */
record DockerImage(
        DockerManifestEntry saved,
        Descriptor manifest,
        Descriptor config,
        Map<Digest, DockerArchive.Opener> content,
        Map<Digest, SortedMap<String, String>> labels,
        String location) {

    static DockerImage load(LayoutFiles archive, DockerManifestEntry saved, DockerLayers known, Limits limits)
            throws IOException {
        String configFile = DockerFiles.resolve(archive, "config", saved.config());
        byte[] configBytes = DockerFiles.read(archive, "config", saved.config(), limits);
        ImageConfig config = config(archive, saved, configBytes, limits);
        List<String> files = new ArrayList<>();
        for (String layer : saved.layers()) {
            files.add(DockerFiles.resolve(archive, "layer", layer));
        }
        if (!config.diffIds().isEmpty() && config.diffIds().size() != files.size()) {
            throw new ContentException(
                    Kind.FAILED_PRECONDITION,
                    archive.location() + ": manifest.json names " + files.size() + " layers, but the config "
                            + Quotes.quote(saved.config()) + " "
                            + config.diffIds().size() + " diffIDs");
        }
        List<DockerLayer> layers = known.describe(files, config.diffIds());

        Descriptor configDescriptor = describe(MediaTypes.DOCKER_CONFIG, configBytes);
        byte[] manifestBytes = Manifest.encodeDocker(
                configDescriptor, layers.stream().map(DockerLayer::descriptor).toList());
        Descriptor manifest = describe(MediaTypes.DOCKER_MANIFEST, manifestBytes);
        Map<Digest, DockerArchive.Opener> content = new HashMap<>();
        content.put(manifest.digest(), () -> Blob.ofBytes(manifestBytes));
        content.put(configDescriptor.digest(), () -> DockerFiles.open(archive, configFile));
        Map<Digest, SortedMap<String, String>> labels = new HashMap<>();
        for (DockerLayer layer : layers) {
            content.put(layer.descriptor().digest(), layer.opener());
            Digest diffId = layer.diffId();
            if (diffId != null) {
                labels.put(layer.descriptor().digest(), new TreeMap<>(Map.of(Labels.UNCOMPRESSED, diffId.toString())));
            }
        }
        return new DockerImage(
                saved, manifest.withPlatform(config.platform()), configDescriptor, content, labels, archive.location());
    }

    private static ImageConfig config(LayoutFiles archive, DockerManifestEntry saved, byte[] bytes, Limits limits)
            throws ContentException {
        String name = archive.location() + ": config " + Quotes.quote(saved.config());
        Optional<Digest> named = BlobPaths.digest(saved.config());
        if (named.isPresent()) {
            Digest actual = Digest.compute(named.get().algorithm(), bytes);
            if (!actual.equals(named.get())) {
                throw new ContentException(
                        Kind.FAILED_PRECONDITION, name + " has the digest " + actual + ", not the one in its name");
            }
        }
        try {
            return ImageConfig.parse(RawDocument.of(bytes), limits);
        } catch (InvalidDocumentException e) {
            throw new ContentException(Kind.FAILED_PRECONDITION, name + ": " + e.problem(), e);
        }
    }

    private static Descriptor describe(String mediaType, byte[] bytes) {
        return Descriptor.of(mediaType, Digest.compute(DigestAlgorithm.SHA256, bytes), bytes.length);
    }

    /** The same image as another entry of {@code manifest.json} lists it. */
    DockerImage listedAs(DockerManifestEntry other) {
        return new DockerImage(other, manifest, config, content, labels, location);
    }

    /** The image once for each of its names, in full; as it is if it has none. */
    List<Descriptor> listed() throws ContentException {
        if (saved.repoTags().isEmpty()) {
            return List.of(manifest);
        }
        List<Descriptor> listed = new ArrayList<>();
        for (String tag : saved.repoTags()) {
            try {
                listed.add(named(Reference.parse(tag)));
            } catch (IllegalArgumentException e) {
                throw new ContentException(
                        Kind.FAILED_PRECONDITION,
                        location + ": a RepoTag of image " + manifest.digest() + ": " + e.getMessage()
                                + "; choose the image by its digest to take it without its names",
                        e);
            }
        }
        return listed;
    }

    /** The image under one of its names. */
    Descriptor named(Reference name) throws ContentException {
        PinnedNames.require(manifest, name.toString(), location);
        return manifest.withAnnotation(
                ImageAnnotations.IMAGE_NAME, name.withDefaultTag().toString());
    }
}
