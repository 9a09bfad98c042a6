package dev.drayage.list;

import dev.drayage.oci.Reference;
import dev.drayage.platform.Platform;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Node;

/** What {@code hauler store sync} reads: documents of which those of kind {@code Images} name images. */
final class HaulerList {
    private static final String GROUP = "content.hauler.cattle.io/";
    private static final String NOTES = "hauler.dev/";

    private HaulerList() {}

    static boolean is(YamlFields yaml, Map<String, Node> top) throws InvalidListException {
        return yaml.given(top, "apiVersion")
                .filter(version -> version.startsWith(GROUP))
                .isPresent();
    }

    static void read(YamlFields yaml, Map<String, Node> top, ListedImages.Builder found) throws InvalidListException {
        Node kind = top.get("kind");
        if (kind == null) {
            return;
        }
        String named = yaml.text(kind, "kind");
        if (named.equals("ImageTxts")) {
            throw yaml.problem(kind, "an ImageTxts names other lists; give those to dray themselves");
        }
        if (!named.equals("Images")) {
            found.note(yaml.where(kind), "documents of kind " + named + " hold no images, and are passed over");
            return;
        }
        Map<String, Node> notes = notes(yaml, top);
        requireNone(yaml, notes, NOTES);
        Optional<String> registry = yaml.given(notes, NOTES + "registry");
        Node spec = top.get("spec");
        Node images = spec == null ? null : yaml.fields(spec, "spec").get("images");
        for (Node image : images == null ? List.<Node>of() : yaml.members(images, "images")) {
            Map<String, Node> fields = yaml.fields(image, "an image");
            requireNone(yaml, fields, "");
            String name = yaml.given(fields, "name").orElseThrow(() -> yaml.problem(image, "the image has no name"));
            Reference reference = yaml.reference(image, name);
            if (!namesRegistry(name) && registry.isPresent()) {
                reference = yaml.reference(image, registry.get() + "/" + name);
            }
            Optional<String> platform = yaml.given(fields, "platform");
            platform = platform.isPresent() ? platform : yaml.given(notes, NOTES + "platform");
            Platform chosen = platform.isPresent() ? yaml.platform(image, platform.get()) : null;
            found.add(new WantedImage(reference, chosen, yaml.where(image)));
        }
    }

    private static Map<String, Node> notes(YamlFields yaml, Map<String, Node> top) throws InvalidListException {
        Node metadata = top.get("metadata");
        Node notes = metadata == null ? null : yaml.fields(metadata, "metadata").get("annotations");
        return notes == null ? Map.of() : yaml.fields(notes, "annotations");
    }

    /** What asks for more than is done here is not passed over: it may be what somebody relies on. */
    private static void requireNone(YamlFields yaml, Map<String, Node> fields, String prefix)
            throws InvalidListException {
        for (String key : List.of("key", "certificate-identity", "certificate-identity-regexp")) {
            Node asked = fields.get(prefix + key);
            if (asked != null && yaml.given(fields, prefix + key).isPresent()) {
                throw yaml.problem(
                        asked,
                        prefix + key + " asks for signatures to be verified, which is not done here; do that with"
                                + " cosign, and leave it out");
            }
        }
        Node rewrite = fields.get(prefix + "rewrite");
        if (rewrite != null && yaml.given(fields, prefix + "rewrite").isPresent()) {
            throw yaml.problem(
                    rewrite, prefix + "rewrite gives an image another name, which option map does; leave it out");
        }
    }

    private static boolean namesRegistry(String name) {
        int slash = name.indexOf('/');
        String first = slash < 0 ? "" : name.substring(0, slash);
        return first.equals("localhost") || first.indexOf('.') >= 0 || first.indexOf(':') >= 0;
    }
}
