package dev.drayage.list;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Manifests of Kubernetes, as {@code helm template} or {@code kustomize build} write them: the images of all containers and
 * volumes, wherever a pod is described, in lists and in kinds of anybody's own too.
 */
final class KubernetesList {
    private static final Set<String> CONTAINERS = Set.of("containers", "initContainers", "ephemeralContainers");

    private final YamlFields yaml;
    private final ListedImages.Builder found;
    private final Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private KubernetesList(YamlFields yaml, ListedImages.Builder found) {
        this.yaml = yaml;
        this.found = found;
    }

    static boolean is(Map<String, Node> top) {
        return top.containsKey("apiVersion") && top.containsKey("kind");
    }

    static void read(YamlFields yaml, Node document, ListedImages.Builder found) throws InvalidListException {
        new KubernetesList(yaml, found).walk(document);
    }

    /** As deep as documents may be; what aliases stand for is looked at once. */
    private void walk(Node node) throws InvalidListException {
        if (!seen.add(node)) {
            return;
        }
        if (node instanceof SequenceNode sequence) {
            for (Node member : sequence.getValue()) {
                walk(member);
            }
        } else if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
                if (tuple.getValueNode() instanceof SequenceNode members) {
                    if (CONTAINERS.contains(key)) {
                        containers(members.getValue());
                    } else if (key.equals("volumes")) {
                        volumes(members.getValue());
                    }
                }
                walk(tuple.getValueNode());
            }
        }
    }

    private void containers(List<Node> containers) throws InvalidListException {
        for (Node container : containers) {
            if (container instanceof MappingNode) {
                image(yaml.fields(container, "a container").get("image"));
            }
        }
    }

    private void volumes(List<Node> volumes) throws InvalidListException {
        for (Node volume : volumes) {
            if (volume instanceof MappingNode
                    && yaml.fields(volume, "a volume").get("image") instanceof MappingNode image) {
                image(yaml.fields(image, "image").get("reference"));
            }
        }
    }

    /** A container may come without: a patch changes something else of it; the schema of a kind has a mapping there. */
    private void image(@Nullable Node image) throws InvalidListException {
        if (image instanceof ScalarNode scalar && !YamlFields.isNull(scalar)) {
            found.add(new WantedImage(yaml.reference(scalar, scalar.getValue()), null, yaml.where(scalar)));
        }
    }
}
