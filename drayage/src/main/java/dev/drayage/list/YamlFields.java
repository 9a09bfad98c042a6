package dev.drayage.list;

import dev.drayage.json.Quotes;
import dev.drayage.oci.Reference;
import dev.drayage.platform.Platform;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
                merged.addAll(
                        tuple.getValueNode() instanceof SequenceNode all
                                ? all.getValue()
                                : List.of(tuple.getValueNode()));
            } else if (fields.put(key, tuple.getValueNode()) != null) {
                throw problem(tuple.getKeyNode(), Quotes.quote(key) + " is there twice; take one out");
            }
        }
        for (Node other : merged) {
            // One level: a merge key of what is merged could lead round in a circle.
            if (other instanceof MappingNode otherMapping) {
                for (NodeTuple tuple : otherMapping.getValue()) {
                    fields.putIfAbsent(text(tuple.getKeyNode(), "a key of " + what), tuple.getValueNode());
                }
            }
        }
        fields.remove(MERGE);
        return fields;
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
