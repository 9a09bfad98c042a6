package dev.drayage.name;

import dev.drayage.oci.Reference;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Places that other tools have a word for and dray does not read, and what to write instead. */
@SuppressWarnings("ImmutableEnumChecker") // its lists are
enum ForeignPlace {
    LAYOUT("a layout in a directory is oci:%s", "ocidir", "oci-dir", "oci-layout", "oci-layout-path"),
    LAYOUT_ARCHIVE("an archive in a file is oci-archive:%s", "oci-tar", "oci-tarball"),
    SAVED_ARCHIVE(
            "what docker save writes is docker-archive:%s",
            "docker-tar", "docker-tarball", "docker-load", "docker-save"),
    SKOPEO_DIRECTORY(
            "skopeo's directories are not read or written, a layout in a directory is oci:%s; skopeo copy turns one into"
                    + " the other",
            "dir"),
    DOCKER_DAEMON(
            "no daemon is spoken to; go by docker-archive:FILE, with docker save -o FILE or docker load -i FILE",
            "docker-daemon"),
    PODMAN_STORAGE(
            "the storage of podman is not read or written; go by oci-archive:FILE, with podman save --format oci-archive"
                    + " -o FILE or podman load -i FILE",
            "containers-storage",
            "container-storage"),
    REGISTRY("an image in a registry is docker://%s", "docker-image", "oci-registry"),
    OTHER("nothing of that kind is read or written", "ostree", "atomic", "sif", "tarball");

    private final String instead;
    private final List<String> words;

    ForeignPlace(String instead, String... words) {
        this.instead = instead;
        this.words = List.of(words);
    }

    /** The place that other tools know by this word, in upper or lower case. */
    static Optional<ForeignPlace> of(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(place -> place.words.contains(lower))
                .findFirst();
    }

    static List<String> words() {
        return Arrays.stream(values()).flatMap(place -> place.words.stream()).toList();
    }

    /** What to write instead of the word, a colon and this. */
    String instead(String rest) {
        String name = rest.startsWith("//") ? rest.substring(2) : rest;
        return this != REGISTRY || isReference(name) ? String.format(instead, name) : String.format(instead, "REF");
    }

    private static boolean isReference(String text) {
        try {
            return !Reference.parse(text).path().isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
