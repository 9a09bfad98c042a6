package dev.drayage.docker;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.layout.format.DockerManifestEntry;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.InvalidDigestException;
import dev.drayage.oci.Reference;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds an image of a Docker archive; of the others nothing is read where that can be helped. */
final class DockerImageSearch {
    private static final int NAMES_IN_A_MESSAGE = 10;

    private final String location;
    private final List<DockerManifestEntry> saved;
    private final Loader loader;

    DockerImageSearch(String location, List<DockerManifestEntry> saved, Loader loader) {
        this.location = location;
        this.saved = saved;
        this.loader = loader;
    }

    /** Loads an image by its number in {@code manifest.json}. */
    @FunctionalInterface
    interface Loader {
        DockerImage load(int number) throws IOException;
    }

    Descriptor find(String name) throws IOException {
        return name.startsWith("@") ? byDigest(name.substring(1)) : byName(name);
    }

    private Descriptor byName(String name) throws IOException {
        Reference wanted = normalize(name)
                .orElseThrow(() -> new ContentException(
                        Kind.INVALID_ARGUMENT, "'" + name + "' is not the name of an image; " + location + holds()));
        Map<Digest, Descriptor> found = new LinkedHashMap<>();
        for (int i = 0; i < saved.size(); i++) {
            boolean matches = saved.get(i).repoTags().stream()
                    .anyMatch(tag -> normalize(tag).equals(Optional.of(wanted)));
            if (matches) {
                Descriptor image = loader.load(i).named(wanted);
                found.putIfAbsent(image.digest(), image);
            }
        }
        if (found.isEmpty()) {
            throw ContentNotFoundException.of(List.of(), location + " holds no image named " + name + "; it" + holds());
        }
        if (found.size() > 1) {
            throw new ContentException(
                    Kind.INVALID_ARGUMENT,
                    location + " holds " + found.size() + " different images named " + name
                            + "; choose one by digest: "
                            + found.keySet().stream().map(d -> "@" + d).collect(Collectors.joining(" or ")));
        }
        return found.values().iterator().next();
    }

    private Descriptor byDigest(String text) throws IOException {
        Digest digest;
        try {
            digest = Digest.parse(text);
        } catch (InvalidDigestException e) {
            throw new ContentException(Kind.INVALID_ARGUMENT, e.getMessage() + "; write @sha256:…", e);
        }
        for (int i = 0; i < saved.size(); i++) {
            DockerImage image = loader.load(i);
            if (image.manifest().digest().equals(digest)
                    || image.config().digest().equals(digest)) {
                return image.manifest();
            }
        }
        throw ContentNotFoundException.of(
                List.of(), location + " holds no image whose manifest or config is " + digest + "; it" + holds());
    }

    private static Optional<Reference> normalize(String name) {
        try {
            return Optional.of(Reference.parse(name).withDefaultTag());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private String holds() {
        if (saved.isEmpty()) {
            return " holds no images";
        }
        List<String> names = saved.stream()
                .map(image -> image.repoTags().isEmpty()
                        ? "one without a name"
                        : image.repoTags().get(0))
                .distinct()
                .toList();
        return " holds " + String.join(", ", names.subList(0, Math.min(names.size(), NAMES_IN_A_MESSAGE)))
                + (names.size() > NAMES_IN_A_MESSAGE ? " and others" : "");
    }
}
