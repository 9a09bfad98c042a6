package dev.drayage.list;

import dev.drayage.oci.Digest;
import dev.drayage.oci.Reference;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** What {@code skopeo sync --src yaml} reads: registries, and the repositories of each with tags, digests or a rule. */
final class SkopeoList {
    private static final Set<String> FIELDS =
            Set.of("images", "images-by-tag-regex", "images-by-semver", "credentials", "tls-verify", "cert-dir");

    private final YamlFields yaml;
    private final ListedImages.Builder found;

    private SkopeoList(YamlFields yaml, ListedImages.Builder found) {
        this.yaml = yaml;
        this.found = found;
    }

    static boolean is(YamlFields yaml, Map<String, Node> top) throws InvalidListException {
        for (Node registry : top.values()) {
            if (registry instanceof MappingNode
                    && yaml.fields(registry, "a registry").keySet().stream()
                            .anyMatch(key -> key.equals("images") || key.startsWith("images-by-"))) {
                return true;
            }
        }
        return false;
    }

    static void read(YamlFields yaml, Map<String, Node> top, ListedImages.Builder found) throws InvalidListException {
        SkopeoList list = new SkopeoList(yaml, found);
        for (Map.Entry<String, Node> registry : top.entrySet()) {
            list.registry(registry.getKey(), registry.getValue());
        }
    }

    private void registry(String registry, Node node) throws InvalidListException {
        Map<String, Node> fields = yaml.fields(node, "registry " + registry);
        for (Map.Entry<String, Node> field : fields.entrySet()) {
            if (!FIELDS.contains(field.getKey())) {
                throw yaml.problem(field.getValue(), "a registry has no field " + field.getKey());
            }
        }
        refuse(fields, "credentials", "keep them with dray login " + registry);
        refuse(fields, "cert-dir", "give certificates with option hostFolders");
        Node tls = fields.get("tls-verify");
        if (tls != null && !yaml.text(tls, "tls-verify").equals("true")) {
            throw yaml.problem(
                    tls,
                    "certificates are always verified; trust one with option hostFolders, or ask without TLS by option plainHttp");
        }
        Node images = fields.get("images");
        if (images != null) {
            images(registry, images);
        }
        rules(registry, fields.get("images-by-tag-regex"), TagRule::expression);
        rules(registry, fields.get("images-by-semver"), SemverRange::parse);
    }

    private void refuse(Map<String, Node> fields, String key, String instead) throws InvalidListException {
        Node node = fields.get(key);
        if (node != null && !YamlFields.isNull(node)) {
            throw yaml.problem(node, key + " in a list is not taken; leave it out, and " + instead);
        }
    }

    private void images(String registry, Node node) throws InvalidListException {
        for (Map.Entry<String, Node> image : yaml.fields(node, "images").entrySet()) {
            Reference repository = yaml.repository(image.getValue(), registry + "/" + image.getKey());
            List<Node> members = yaml.members(image.getValue(), image.getKey());
            if (members.isEmpty()) {
                found.add(new WantedTags(repository, TagRule.all(), yaml.where(image.getValue())));
            }
            for (Node member : members) {
                found.add(new WantedImage(
                        image(member, repository, yaml.text(member, "a tag")), null, yaml.where(member)));
            }
        }
    }

    private Reference image(Node node, Reference repository, String text) throws InvalidListException {
        try {
            return text.indexOf(':') < 0
                    ? new Reference(repository.domain(), repository.path(), text, null)
                    : new Reference(repository.domain(), repository.path(), null, Digest.parse(text));
        } catch (IllegalArgumentException e) {
            throw yaml.problem(node, String.valueOf(e.getMessage()));
        }
    }

    private void rules(String registry, @Nullable Node node, Function<String, TagRule> parsing)
            throws InvalidListException {
        if (node == null) {
            return;
        }
        for (Map.Entry<String, Node> image : yaml.fields(node, "rules for tags").entrySet()) {
            Reference repository = yaml.repository(image.getValue(), registry + "/" + image.getKey());
            try {
                TagRule rule = parsing.apply(yaml.text(image.getValue(), "a rule"));
                found.add(new WantedTags(repository, rule, yaml.where(image.getValue())));
            } catch (IllegalArgumentException e) {
                throw yaml.problem(image.getValue(), String.valueOf(e.getMessage()));
            }
        }
    }
}
