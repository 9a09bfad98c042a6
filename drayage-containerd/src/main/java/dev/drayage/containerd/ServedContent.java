package dev.drayage.containerd;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentStore;
import dev.drayage.metadata.ImageNamespace;
import dev.drayage.metadata.Lease;
import java.io.IOException;
import java.time.Instant;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Tells which content the callers of a {@link ContentServer} see. Thread-safe. */
@FunctionalInterface
public interface ServedContent {

    /**
     * What a caller works with.
     *
     * @param namespace the namespace that the call names; null if it names none
     * @param lease the lease that the call names; null if it names none
     */
    ContentStore of(@Nullable String namespace, @Nullable String lease) throws IOException;

    /**
     * One store for a containerd that keeps its content there. It has namespaces, labels and leases itself, and collects
     * garbage in all of its namespaces at once, naming none: so all calls see the same. It deletes everything in the
     * store that it does not know, so nothing else may be in it; and what it writes is labelled
     * {@code containerd.io/gc.root}, so that nobody but it does.
     */
    static ServedContent toContainerd(ContentStore store) {
        ContentStore kept = new KeptContent(store);
        return (namespace, lease) -> kept;
    }

    /**
     * The namespace that a call names, and the lease that it names there: as containerd's own socket has it.
     *
     * @param namespaces finds them; it may refuse a name with an {@link IllegalArgumentException}
     */
    static ServedContent byNamespace(Function<String, ImageNamespace> namespaces) {
        return (namespace, lease) -> {
            if (namespace == null) {
                throw new ContentException(
                        Kind.FAILED_PRECONDITION,
                        "a namespace is required: the header containerd-namespace names none");
            }
            ImageNamespace found = namespaces.apply(namespace);
            return lease == null
                    ? found.content()
                    : found.content(new Lease(lease, Instant.EPOCH, null, new TreeMap<>()));
        };
    }
}
