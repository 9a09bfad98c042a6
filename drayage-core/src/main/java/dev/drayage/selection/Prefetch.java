package dev.drayage.selection;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ReadableContent;
import dev.drayage.document.Limits;
import dev.drayage.graph.Graph;
import dev.drayage.graph.Handler;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Asks for what a walk is about to ask for, many questions at once, for content whose responses take a while. The walk
 * that follows finds the responses there; what it says and in which order stays the same.
 */
final class Prefetch {
    private final ReadableContent content;
    private final Handler children;
    private final Map<Digest, Optional<ContentInfo>> found = new ConcurrentHashMap<>();

    private Prefetch(ReadableContent content, Handler children) {
        this.content = content;
        this.children = children;
    }

    /** What is known of the roots and all below them, as far as it can be found out. */
    static Map<Digest, Optional<ContentInfo>> of(
            ReadableContent content, Handler children, Limits limits, List<Descriptor> roots) throws IOException {
        Prefetch prefetch = new Prefetch(content, children);
        try {
            Graph.dispatch(prefetch::look, limits, content.parallelism(), roots);
        } catch (ContentException e) {
            throwIfOfTheNetwork(e);
        }
        return prefetch.found;
    }

    private List<Descriptor> look(Descriptor descriptor) throws IOException {
        try {
            Optional<ContentInfo> info = content.info(descriptor.digest());
            found.put(descriptor.digest(), info);
            return info.isEmpty() ? List.of() : children.handle(descriptor);
        } catch (ContentException e) {
            throwIfOfTheNetwork(e);
            return List.of();
        }
    }

    /** What is wrong with the content, the walk finds too, and says where; it need not wait for the network again. */
    private static void throwIfOfTheNetwork(ContentException failure) throws ContentException {
        if (failure.kind() == ContentException.Kind.UNAVAILABLE || failure.kind() == ContentException.Kind.INTERNAL) {
            throw failure;
        }
    }
}
