package dev.drayage.graph;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ReadableContent;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.MediaTypes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An image as a tree to be shown: every descriptor under the one that names it, with what is missing or broken marked
 * instead of failing. What was shown before is marked and not opened again, so the tree is no larger than the documents.
 *
 * @param descriptor what this node stands for
 * @param state whether it is there
 * @param seenBefore true if the same content stands further up already
 * @param problem what is wrong with it, for {@link State#BROKEN}
 * @param children what it names, in order
 */
public record ImageTree(
        Descriptor descriptor,
        State state,
        boolean seenBefore,
        @Nullable String problem,
        List<ImageTree> children) {

    /** What is known of a node without reading more than manifests and indexes. */
    public enum State {
        /** There, and of the right size; a manifest or index is verified too. */
        PRESENT,
        /** Not there. */
        MISSING,
        /** There, but not what its descriptor says. */
        BROKEN
    }

    /** Builds the tree of one image. Only failures of the medium itself are thrown, and limits exceeded. */
    public static ImageTree of(ReadableContent content, Documents documents, GraphLimits limits, Descriptor root)
            throws IOException {
        return new Builder(content, Handler.children(documents), limits).build(root, 0);
    }

    private static final class Builder {
        private final ReadableContent content;
        private final Handler children;
        private final GraphLimits limits;
        private final Visits visits;
        private final Set<Digest> shown = new HashSet<>();

        private Builder(ReadableContent content, Handler children, GraphLimits limits) {
            this.content = content;
            this.children = children;
            this.limits = limits;
            this.visits = new Visits(limits);
        }

        private ImageTree build(Descriptor descriptor, int depth) throws IOException {
            boolean before = !shown.add(descriptor.digest());
            if (!visits.enter(descriptor, depth)) {
                return new ImageTree(descriptor, state(descriptor), true, null, List.of());
            }
            try {
                List<ImageTree> below = new ArrayList<>();
                State state = state(descriptor);
                if (state == State.PRESENT) {
                    for (Descriptor child : children.handle(descriptor)) {
                        below.add(build(child, depth + 1));
                    }
                }
                return new ImageTree(descriptor, state, before, sizeProblem(descriptor, state), List.copyOf(below));
            } catch (ContentNotFoundException e) {
                return new ImageTree(descriptor, State.MISSING, before, null, List.of());
            } catch (ContentException e) {
                if (depth >= limits.maxDepth()) {
                    throw e;
                }
                return new ImageTree(descriptor, State.BROKEN, before, e.getMessage(), List.of());
            }
        }

        private State state(Descriptor descriptor) throws IOException {
            return content.info(descriptor.digest())
                    .map(info -> info.size() == descriptor.size() ? State.PRESENT : State.BROKEN)
                    .orElseGet(() -> descriptor.embeddedData().isPresent() ? State.PRESENT : State.MISSING);
        }

        private @Nullable String sizeProblem(Descriptor descriptor, State state) throws IOException {
            if (state != State.BROKEN) {
                return null;
            }
            return "has "
                    + content.info(descriptor.digest()).map(info -> info.size()).orElse(0L) + " bytes, not "
                    + descriptor.size();
        }
    }

    /** True for a manifest or an index. */
    public boolean isDocument() {
        return MediaTypes.isManifest(descriptor.mediaType()) || MediaTypes.isIndex(descriptor.mediaType());
    }
}
