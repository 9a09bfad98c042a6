package dev.drayage.selection;

import dev.drayage.content.ContentInfo;
import dev.drayage.content.ReadableContent;
import dev.drayage.graph.Handler;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.MediaTypes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Looks, before anything is read, whether content is there and of the right size, and applies the policy for what is
 * missing. What it found is told afterwards, all of it at once. For one thread.
 */
final class PresenceCheck {

    /**
     * Something that is named but not there.
     *
     * @param descriptor what is missing
     * @param parent what names it
     * @param whereabouts where it is known to be instead, in words; null if that is not known
     */
    record Missing(
            Descriptor descriptor,
            Descriptor parent,
            @Nullable String whereabouts) {}

    /**
     * A blob whose stored size is not what its descriptor says.
     *
     * @param descriptor what names it
     * @param actual the size found, in bytes
     */
    record WrongSize(Descriptor descriptor, long actual) {}

    private final ReadableContent content;
    private final Function<Descriptor, MissingContent> policy;
    private final MissingContent elsewhere;
    private final Map<Digest, Optional<ContentInfo>> looked = new HashMap<>();
    private final Set<Missing> fatal = new LinkedHashSet<>();
    private final Set<Missing> tolerated = new LinkedHashSet<>();
    private final Map<Descriptor, WrongSize> wrongSizes = new LinkedHashMap<>();
    private final Set<Digest> incomplete = new HashSet<>();

    /**
     * Looks in {@code content}.
     *
     * @param policy says for a parent what to do about children that are missing
     * @param elsewhere what to do about them if all of them are known to be elsewhere: somebody saw to that, and it was
     *     not by chance that a platform is not wholly there
     */
    PresenceCheck(ReadableContent content, Function<Descriptor, MissingContent> policy, MissingContent elsewhere) {
        this.content = content;
        this.policy = policy;
        this.elsewhere = elsewhere;
    }

    /** Takes it as known what was found out before. */
    void know(Map<Digest, Optional<ContentInfo>> found) {
        looked.putAll(found);
    }

    /** True if the content is stored, or embedded in the descriptor itself ({@code data}). Sizes are noted. */
    boolean isPresent(Descriptor descriptor) throws IOException {
        noteWrongSize(descriptor);
        return exists(descriptor);
    }

    private boolean exists(Descriptor descriptor) throws IOException {
        return look(descriptor).isPresent() || descriptor.embeddedData().isPresent();
    }

    private Optional<ContentInfo> look(Descriptor descriptor) throws IOException {
        Optional<ContentInfo> info = looked.get(descriptor.digest());
        if (info == null) {
            info = content.info(descriptor.digest());
            looked.put(descriptor.digest(), info);
        }
        return info;
    }

    private void noteWrongSize(Descriptor descriptor) throws IOException {
        Optional<ContentInfo> info = look(descriptor);
        while (info.isPresent() && info.get().size() != descriptor.size() && content.distrust(descriptor)) {
            looked.remove(descriptor.digest());
            info = look(descriptor);
        }
        if (info.isPresent() && info.get().size() != descriptor.size()) {
            wrongSizes.put(descriptor, new WrongSize(descriptor, info.get().size()));
        }
    }

    /** The same children, with those that are missing treated by the policy; what is found is noted here. */
    Handler check(Handler children) {
        return descriptor -> present(descriptor, children.handle(descriptor));
    }

    /** The children that are to be followed; of those that are not, no wrong sizes are noted. */
    private List<Descriptor> present(Descriptor parent, List<Descriptor> children) throws IOException {
        List<Descriptor> present = new ArrayList<>(children.size());
        List<Missing> missing = new ArrayList<>();
        for (Descriptor child : children) {
            if (exists(child)) {
                present.add(child);
            } else {
                missing.add(new Missing(
                        child, parent, content.whereabouts(child.digest()).orElse(null)));
            }
        }
        List<Descriptor> followed = missing.isEmpty() ? present : withoutMissing(parent, present, missing);
        for (Descriptor child : followed) {
            noteWrongSize(child);
        }
        return followed;
    }

    private List<Descriptor> withoutMissing(Descriptor parent, List<Descriptor> present, List<Missing> missing) {
        incomplete.add(parent.digest());
        boolean isElsewhere = missing.stream().allMatch(item -> item.whereabouts() != null);
        MissingContent then = isElsewhere ? elsewhere : policy.apply(parent);
        (then == MissingContent.FAIL ? fatal : tolerated).addAll(missing);
        boolean dropAll = then == MissingContent.SKIP && !MediaTypes.isIndex(parent.mediaType());
        return dropAll ? List.of() : present;
    }

    /** What is missing and must not be, once for each parent that names it, in the order found. */
    List<Missing> fatal() {
        return List.copyOf(fatal);
    }

    /** What is missing and was left out, once for each parent that names it, in the order found. */
    List<Missing> tolerated() {
        return List.copyOf(tolerated);
    }

    /** Blobs of the wrong size, in the order found. */
    List<WrongSize> wrongSizes() {
        return List.copyOf(wrongSizes.values());
    }

    /** True if the manifest or index was looked at and some child of its own is missing. */
    boolean isIncomplete(Descriptor descriptor) {
        return incomplete.contains(descriptor.digest());
    }
}
