package dev.drayage.graph;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.drayage.document.Limits;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.MediaTypes;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;

/** A graph of named nodes, without any content. */
final class Drawing implements Handler {
    private static final String NAME = "name";

    private final Map<String, List<String>> edges = new HashMap<>();

    Drawing edge(String from, String... to) {
        edges.put(from, List.of(to));
        return this;
    }

    static Descriptor node(String name) {
        return Descriptor.of(MediaTypes.OCI_INDEX, Digest.compute(DigestAlgorithm.SHA256, name.getBytes(UTF_8)), 1)
                .withAnnotation(NAME, name);
    }

    static List<Descriptor> nodes(String... names) {
        return Arrays.stream(names).map(Drawing::node).toList();
    }

    static String name(Descriptor node) {
        return node.annotation(NAME).orElseThrow();
    }

    @Override
    public List<Descriptor> handle(Descriptor descriptor) {
        return nodes(edges.getOrDefault(name(descriptor), List.of()).toArray(String[]::new));
    }

    List<String> walked(Limits limits, String... roots) throws IOException {
        List<String> handled = new ArrayList<>();
        Graph.walk(noting(handled), limits, nodes(roots));
        return handled;
    }

    List<String> dispatched(Limits limits, int parallelism, String... roots) throws IOException {
        List<String> handled = Collections.synchronizedList(new ArrayList<>());
        Graph.dispatch(noting(handled), limits, parallelism, nodes(roots));
        return handled;
    }

    private Handler noting(List<String> handled) {
        return descriptor -> {
            handled.add(name(descriptor));
            return handle(descriptor);
        };
    }

    Set<String> reachable(String root) {
        Set<String> reached = new LinkedHashSet<>(List.of(root));
        Queue<String> next = new ArrayDeque<>(reached);
        while (!next.isEmpty()) {
            for (String child : edges.getOrDefault(next.remove(), List.of())) {
                if (reached.add(child)) {
                    next.add(child);
                }
            }
        }
        return reached;
    }
}
