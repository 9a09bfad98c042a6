package dev.drayage.graph;

import dev.drayage.oci.Descriptor;
import dev.drayage.oci.MediaTypes;
import dev.drayage.platform.PlatformMatcher;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Says which descriptors come below a descriptor, and may do work on the way (containerd's {@code images.Handler}).
 * Handlers are put together from smaller ones.
 *
 * <p>A handler used with {@link Graph#dispatch} is called from several threads at once.
 */
@FunctionalInterface
public interface Handler {

    /** The children of {@code descriptor}, in order; empty for a leaf. */
    List<Descriptor> handle(Descriptor descriptor) throws IOException;

    /**
     * The children as the documents name them: the manifests of an index, config and layers of a manifest, the blobs of an
     * artifact manifest, in their order. Everything else, known or unknown, is a leaf.
     */
    static Handler children(Documents documents) {
        return documents::children;
    }

    /** Runs handlers in sequence and joins their children. */
    static Handler sequence(Handler... handlers) {
        List<Handler> all = List.of(handlers);
        return descriptor -> {
            List<Descriptor> children = new ArrayList<>();
            for (Handler handler : all) {
                children.addAll(handler.handle(descriptor));
            }
            return children;
        };
    }

    /** Leaves out the children that {@code excluded} accepts. */
    default Handler without(Predicate<Descriptor> excluded) {
        return descriptor ->
                handle(descriptor).stream().filter(excluded.negate()).toList();
    }

    /** Leaves out the children with a platform that does not match; those without a platform always match. */
    default Handler onPlatforms(PlatformMatcher matcher) {
        return without(child -> child.platform() != null && !matcher.matches(child.platform()));
    }

    /**
     * Puts the children of an index in order of preference, best first, those without a platform last; equals keep
     * their order.
     */
    default Handler preferring(PlatformMatcher matcher) {
        return descriptor -> {
            List<Descriptor> children = handle(descriptor);
            if (!MediaTypes.isIndex(descriptor.mediaType())) {
                return children;
            }
            List<Descriptor> sorted = new ArrayList<>(children);
            sorted.sort(new PlatformOrder(matcher));
            return sorted;
        };
    }
}
