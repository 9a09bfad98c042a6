package dev.drayage.layout;

import dev.drayage.content.ContentException;
import dev.drayage.document.InvalidDocumentException;
import dev.drayage.document.Limits;
import dev.drayage.graph.Documents;
import dev.drayage.graph.Graph;
import dev.drayage.graph.Handler;
import dev.drayage.layout.format.BlobPaths;
import dev.drayage.layout.format.DockerManifestEntry;
import dev.drayage.layout.format.LayoutFiles;
import dev.drayage.naming.ImageNames;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.ImageAnnotations;
import dev.drayage.oci.Manifest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.oci.Reference;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The names that Docker's {@code manifest.json} gives the images of a layout, which some tools write nowhere else: an
 * image is known by its config. What {@code index.json} says of a name goes before.
 */
final class DockerNames {
    private final Documents documents;
    private final Map<Digest, Set<Reference>> byConfig = new HashMap<>();
    private final Set<String> taken = new HashSet<>();
    private final Set<Digest> visited = new HashSet<>();

    private DockerNames(Documents documents) {
        this.documents = documents;
    }

    /** The images with one entry for each name that was missing; those that have all their names stay as they are. */
    static List<Descriptor> complete(LayoutFiles files, byte[] manifestJson, Limits limits, List<Descriptor> listed)
            throws IOException {
        List<DockerManifestEntry> saved;
        try {
            saved = DockerManifestEntry.parse(manifestJson, limits);
        } catch (InvalidDocumentException e) {
            return listed; // a file of that name that is none of Docker's
        }
        DockerNames names = new DockerNames(new Documents(files, limits));
        listed.forEach(entry -> ImageNames.fullName(entry)
                .flatMap(DockerNames::reference)
                .ifPresent(known -> names.taken.add(known.toString())));
        saved.forEach(names::note);
        if (names.byConfig.isEmpty()) {
            return listed;
        }
        List<Descriptor> completed = new ArrayList<>(listed.size());
        for (Descriptor entry : listed) {
            names.add(entry, completed);
        }
        return List.copyOf(completed);
    }

    private void note(DockerManifestEntry image) {
        Optional<Digest> config = BlobPaths.digest(image.config().replaceFirst("^(?:\\./)+", ""));
        for (String tag : config.isPresent() ? image.repoTags() : List.<String>of()) {
            reference(tag)
                    // A name that pins a digest says nothing new of the image that has it.
                    .filter(name -> name.digest() == null && !taken.contains(name.toString()))
                    .ifPresent(name -> byConfig.computeIfAbsent(config.get(), key -> new LinkedHashSet<>())
                            .add(name));
        }
    }

    private static Optional<Reference> reference(String name) {
        try {
            return Optional.of(Reference.parse(name).withDefaultTag());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private void add(Descriptor entry, List<Descriptor> completed) throws IOException {
        List<Reference> names = missing(entry);
        Optional<String> refName = entry.annotation(ImageAnnotations.REF_NAME);
        boolean isNamed = ImageNames.fullName(entry).isPresent();
        boolean isTagOfName = refName.isPresent()
                && names.stream().anyMatch(name -> refName.get().equals(name.tag()));
        if (isNamed || names.isEmpty() || (refName.isPresent() && !isTagOfName)) {
            completed.add(entry);
        }
        names.forEach(name -> completed.add(ImageNames.named(entry, name.toString())));
    }

    /** The names of an entry that no other has, found through the configs below it. */
    private List<Reference> missing(Descriptor entry) throws IOException {
        List<Reference> names = new ArrayList<>();
        Handler collect = descriptor -> {
            boolean isIndex = MediaTypes.isIndex(descriptor.mediaType());
            if ((!isIndex && !MediaTypes.isManifest(descriptor.mediaType())) || !visited.add(descriptor.digest())) {
                return List.of();
            }
            try {
                if (isIndex) {
                    return documents.index(descriptor).manifests();
                }
                Manifest manifest = documents.manifest(descriptor);
                for (Reference name : byConfig.getOrDefault(manifest.config().digest(), Set.of())) {
                    if (taken.add(name.toString())) {
                        names.add(name);
                    }
                }
            } catch (ContentException e) {
                // Missing or damaged: whoever takes the image is told.
            }
            return List.of();
        };
        Graph.walk(collect, Limits.defaults(), List.of(entry));
        return names;
    }
}
