package dev.drayage.layout.format;

import dev.drayage.document.InvalidDocumentException;
import dev.drayage.document.Limits;
import dev.drayage.json.GoJsonWriter;
import dev.drayage.json.JsonReader;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An image as the {@code manifest.json} of a Docker archive lists it (Docker's image specification 1.2). Paths are those
 * of files in the archive, as written: nothing is known of where they lead.
 *
 * @param config the path of its config
 * @param repoTags its names, in familiar form; empty if it has none
 * @param layers the paths of its layers, the lowest first
 */
public record DockerManifestEntry(String config, List<String> repoTags, List<String> layers) {
    /** The name of the file that lists the images. */
    public static final String FILE = "manifest.json";

    /** Copies the lists. */
    public DockerManifestEntry {
        repoTags = List.copyOf(repoTags);
        layers = List.copyOf(layers);
    }

    /**
     * Reads a {@code manifest.json}; keys that begin with a small letter, as Jib writes them, are taken too.
     *
     * @throws InvalidDocumentException if it is not an array in JSON, over a limit, or an image of it lacks its config;
     *     the message names the place
     */
    public static List<DockerManifestEntry> parse(byte[] content, Limits limits) throws InvalidDocumentException {
        return JsonReader.readList(content, FILE, limits, in -> {
            Fields fields = new Fields();
            in.object(fields);
            return fields.image(in);
        });
    }

    /** What it is, whatever it is called. */
    public DockerManifestEntry withoutTags() {
        return new DockerManifestEntry(config, List.of(), layers);
    }

    /** The {@code manifest.json} that lists these, as containerd's exporter writes it. */
    public static byte[] encode(List<DockerManifestEntry> images) {
        GoJsonWriter json = new GoJsonWriter();
        json.beginArray();
        for (DockerManifestEntry image : images) {
            json.beginObject();
            json.name("Config").value(image.config());
            json.name("RepoTags");
            write(image.repoTags(), json);
            json.name("Layers");
            write(image.layers(), json);
            json.endObject();
        }
        return json.endArray().toBytes();
    }

    /** An empty list is null, as Go writes a slice that nothing was appended to. */
    private static void write(List<String> values, GoJsonWriter json) {
        if (values.isEmpty()) {
            json.nullValue();
            return;
        }
        json.beginArray();
        values.forEach(json::value);
        json.endArray();
    }

    private static final class Fields implements JsonReader.Fields {
        private static final Set<String> NAMES = Set.of("Config", "config", "RepoTags", "repoTags", "Layers", "layers");

        private @Nullable String config;
        private @Nullable List<String> repoTags;
        private @Nullable List<String> layers;

        @Override
        public Set<String> names() {
            return NAMES;
        }

        @Override
        public void take(String name, JsonReader in) throws InvalidDocumentException {
            switch (name) {
                case "Config", "config" -> {
                    requireFirst(config, in);
                    config = in.stringOrNull();
                }
                case "RepoTags", "repoTags" -> {
                    requireFirst(repoTags, in);
                    repoTags = in.list(JsonReader::string);
                }
                case "Layers", "layers" -> {
                    requireFirst(layers, in);
                    layers = in.list(JsonReader::string);
                }
                default -> throw new IllegalArgumentException(name);
            }
        }

        private static void requireFirst(@Nullable Object earlier, JsonReader in) throws InvalidDocumentException {
            if (earlier != null) {
                throw in.problem("the key occurs twice, with a capital and with a small letter");
            }
        }

        private DockerManifestEntry image(JsonReader in) throws InvalidDocumentException {
            if (config == null) {
                throw in.missing("Config");
            }
            return new DockerManifestEntry(
                    config, repoTags == null ? List.of() : repoTags, layers == null ? List.of() : layers);
        }
    }
}
