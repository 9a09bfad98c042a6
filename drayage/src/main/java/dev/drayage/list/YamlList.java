package dev.drayage.list;

import dev.drayage.json.Quotes;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/** Lists in YAML: which form each document has is told by its fields. */
final class YamlList {
    private static final int KINDS_IN_A_MESSAGE = 10;

    private YamlList() {}

    static ListedImages read(ListText list, Function<String, @Nullable String> variables) throws InvalidListException {
        YamlFields yaml = new YamlFields(list);
        ListedImages.Builder found = new ListedImages.Builder();
        Set<String> without = new TreeSet<>();
        YamlDocuments.read(list, document -> {
            Map<String, Node> top = yaml.fields(document, "the document");
            if (top.isEmpty()) {
                return;
            }
            if (HaulerList.is(yaml, top)) {
                HaulerList.read(yaml, top, found);
            } else if (KubernetesList.is(top)) {
                int before = found.size();
                KubernetesList.read(yaml, document, found);
                Node kind = top.get("kind");
                if (found.size() == before && kind != null) {
                    without.add(yaml.text(kind, "kind"));
                }
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
        });
        if (!without.isEmpty()) {
            found.note(Quotes.printable(list.label()), "no images in documents of kind " + kinds(without));
        }
        return found.build();
    }

    private static String kinds(Set<String> kinds) {
        String some =
                kinds.stream().limit(KINDS_IN_A_MESSAGE).map(Quotes::printable).collect(Collectors.joining(", "));
        return some + (kinds.size() > KINDS_IN_A_MESSAGE ? " and others" : "");
    }
}
