package dev.drayage.list;

import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/** Lists in YAML: which form each document has is told by its fields. */
final class YamlList {
    private YamlList() {}

    static ListedImages read(ListText list, Function<String, @Nullable String> variables) throws InvalidListException {
        YamlFields yaml = new YamlFields(list);
        ListedImages.Builder found = new ListedImages.Builder();
        for (Node document : YamlDocuments.read(list)) {
            Map<String, Node> top = yaml.fields(document, "the document");
            if (top.isEmpty()) {
                continue;
            }
            if (HaulerList.is(yaml, top)) {
                HaulerList.read(yaml, top, found);
            } else if (KubernetesList.is(top)) {
                KubernetesList.read(yaml, document, found);
            } else if (ComposeList.is(top)) {
                ComposeList.read(yaml, top, variables, found);
            } else if (SkopeoList.is(yaml, top)) {
                SkopeoList.read(yaml, top, found);
            } else {
                throw yaml.problem(
                        document,
                        "this is no list of skopeo sync, hauler, Docker Compose or Kubernetes, which begin with a"
                                + " registry, apiVersion and kind, or services");
            }
        }
        return found.build();
    }
}
