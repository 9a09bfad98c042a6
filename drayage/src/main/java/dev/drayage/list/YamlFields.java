package dev.drayage.list;

import dev.drayage.json.Quotes;
import dev.drayage.oci.Reference;
import dev.drayage.platform.Platform;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Fields of YAML, each with its line, so that what is not as its form has it can be told by that.
 *
 * @param list the text
 */
record YamlFields(ListText list) {
    private static final String MERGE = "<<";
    private static final int MAX_MERGES = 60;

    /** What messages call the place of a node. */
    String where(Node node) {
        return list.at(node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1));
    }

    InvalidListException problem(Node node, String problem) {
        return new InvalidListException(where(node), problem);
    }

    /** The fields of a mapping in order, with those that a merge key adds; none if it is empty. */
    Map<String, Node> fields(Node node, String what) throws InvalidListException {
        Map<String, Node> fields = new LinkedHashMap<>();
        if (isNull(node)) {
            return fields;
        }
        if (!(node instanceof MappingNode mapping)) {
            throw problem(node, what + " is no mapping");
        }
        List<Node> merged = new ArrayList<>();
        for (NodeTuple tuple : mapping.getValue()) {
            String key = text(tuple.getKeyNode(), "a key of " + what);
            if (key.equals(MERGE)) {
                merged.addAll(merged(tuple));
            } else if (fields.put(key, tuple.getValueNode()) != null) {
                throw problem(tuple.getKeyNode(), Quotes.quote(key) + " is there twice; take one out");
            }
        }
        if (!merged.isEmpty()) {
            Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
            seen.add(node);
            merge(merged, fields, what, seen, 0);
        }
        return fields;
    }

    /** Adds what is merged, and what that merges; what says it first counts. Each once: they may lead round in a circle. */
    private void merge(List<Node> merged, Map<String, Node> fields, String what, Set<Node> seen, int depth)
            throws InvalidListException {
        for (Node other : merged) {
            if (!(other instanceof MappingNode mapping)) {
                throw problem(other, "what is merged into " + what + " is no mapping");
            }
            if (depth > MAX_MERGES) {
                throw problem(other, "what is merged merges others, more than " + MAX_MERGES + " times over");
            }
            if (!seen.add(other)) {
                continue;
            }
            List<Node> deeper = new ArrayList<>();
            for (NodeTuple tuple : mapping.getValue()) {
                String key = text(tuple.getKeyNode(), "a key of " + what);
                if (key.equals(MERGE)) {
                    deeper.addAll(merged(tuple));
                } else {
                    fields.putIfAbsent(key, tuple.getValueNode());
                }
            }
            merge(deeper, fields, what, seen, depth + 1);
        }
    }

    private static List<Node> merged(NodeTuple tuple) {
        return tuple.getValueNode() instanceof SequenceNode all ? all.getValue() : List.of(tuple.getValueNode());
    }

    /** The members of a sequence; none if there is nothing. */
    List<Node> members(Node node, String what) throws InvalidListException {
        if (isNull(node)) {
            return List.of();
        }
        if (!(node instanceof SequenceNode sequence)) {
            throw problem(node, what + " is no sequence");
        }
        return sequence.getValue();
    }

    String text(Node node, String what) throws InvalidListException {
        if (!(node instanceof ScalarNode scalar) || isNull(node)) {
            throw problem(node, what + " is no text");
        }
        return scalar.getValue();
    }

    /** A text that is not empty. */
    Optional<String> given(Map<String, Node> fields, String key) throws InvalidListException {
        Node node = fields.get(key);
        return node == null || isNull(node)
                ? Optional.empty()
                : Optional.of(text(node, key)).filter(text -> !text.isEmpty());
    }

    static boolean isNull(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    Reference reference(Node node, String text) throws InvalidListException {
        return PlainList.reference(text, where(node));
    }

    Platform platform(Node node, String text) throws InvalidListException {
        try {
            return Platform.parse(text);
        } catch (IllegalArgumentException e) {
            throw problem(node, String.valueOf(e.getMessage()));
        }
    }

    /** The name of a repository, without tag or digest. */
    Reference repository(Node node, String text) throws InvalidListException {
        try {
            Reference reference = Reference.parse(text);
            if (reference.isNameOnly()) {
                return reference;
            }
        } catch (IllegalArgumentException e) {
            throw problem(node, String.valueOf(e.getMessage()));
        }
        throw problem(node, Quotes.quote(text) + " has a tag or digest, where a repository belongs");
    }
}
