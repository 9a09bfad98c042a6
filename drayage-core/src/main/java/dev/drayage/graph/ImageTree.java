package dev.drayage.graph;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ReadableContent;
import dev.drayage.content.Verification;
import dev.drayage.document.Limits;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.MediaTypes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An image as a tree to be shown: every descriptor under the one that names it, with what is missing or broken marked
 * instead of failing. What was shown before is marked and not opened again, so the tree is no larger than the documents.
 *
 * @param descriptor what this node stands for
 * @param state whether it is there
 * @param seenBefore true if the same content stands further up already
 * @param problem what is wrong with it, a sentence, or where it is; null unless it is {@link State#BROKEN} or
 *     {@link State#ELSEWHERE}
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
        /** Not there, and known to be in another place, such as the base of a bundle. */
        ELSEWHERE,
        /** There, but not what its descriptor says. */
        BROKEN
    }

    /** Builds the tree of one image. Only failures of the medium itself are thrown, and limits exceeded. */
    public static ImageTree of(ReadableContent content, Documents documents, Descriptor root) throws IOException {
        return new Builder(content, Handler.children(documents), documents.limits()).build(root, 0);
    }

    private static final class Builder {
        private record Key(Digest digest, String mediaType, long size) {}

        private record Found(State state, @Nullable String problem, List<Descriptor> children) {
            static final Found MISSING = new Found(State.MISSING, null, List.of());
        }

        private final ReadableContent content;
        private final Handler children;
        private final Visits visits;
        private final Set<Digest> shown = new HashSet<>();
        private final Map<Key, Found> found = new HashMap<>();

        private Builder(ReadableContent content, Handler children, Limits limits) {
            this.content = content;
            this.children = children;
            this.visits = new Visits(limits);
        }

        private ImageTree build(Descriptor descriptor, int depth) throws IOException {
            boolean first = visits.enter(descriptor, depth);
            boolean before = !shown.add(descriptor.digest());
            Found here = look(descriptor);
            List<ImageTree> below = new ArrayList<>();
            if (first) {
                for (Descriptor child : here.children()) {
                    below.add(build(child, depth + 1));
                }
            }
            return new ImageTree(descriptor, here.state(), before, here.problem(), List.copyOf(below));
        }

        private Found look(Descriptor descriptor) throws IOException {
            Key key = new Key(descriptor.digest(), descriptor.mediaType(), descriptor.size());
            Found known = found.get(key);
            if (known == null) {
                known = read(descriptor);
                found.put(key, known);
            }
            return known;
        }

        private Found read(Descriptor descriptor) throws IOException {
            try {
                Optional<ContentInfo> info = content.info(descriptor.digest());
                if (info.isPresent()) {
                    Verification.requireSize(descriptor, info.get().size(), content.location());
                } else if (descriptor.embeddedData().isEmpty()) {
                    return content.whereabouts(descriptor.digest())
                            .map(where -> new Found(State.ELSEWHERE, where, List.of()))
                            .orElse(Found.MISSING);
                }
                return new Found(State.PRESENT, null, children.handle(descriptor));
            } catch (ContentNotFoundException e) {
                return Found.MISSING; // it was there a moment ago
            } catch (ContentException e) {
                return new Found(State.BROKEN, e.getMessage(), List.of());
            }
        }
    }

    /** True for a manifest of any kind or an index. */
    public boolean isDocument() {
        return MediaTypes.isDocument(descriptor.mediaType());
    }
}
