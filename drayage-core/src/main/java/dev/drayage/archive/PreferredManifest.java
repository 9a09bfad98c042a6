package dev.drayage.archive;

import dev.drayage.graph.Handler;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.platform.Platform;
import dev.drayage.platform.PlatformMatcher;
import dev.drayage.selection.ContentSelection;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Chooses the manifest of an image that {@code manifest.json} describes: the best match for a platform, as containerd
 * does, but looked for within nested indexes too, and never one that is not wholly there. Where nothing matches it is
 * the first manifest of a real platform.
 */
final class PreferredManifest {
    private final Handler children;
    private final ContentSelection selection;
    private final PlatformMatcher preference;

    PreferredManifest(ContentSelection selection, PlatformMatcher preference) {
        this.children = selection.children().preferring(preference);
        this.selection = selection;
        this.preference = preference;
    }

    Optional<Descriptor> of(Descriptor root) throws IOException {
        Optional<Descriptor> match = first(root, this::matches, new HashSet<>());
        return match.isPresent() ? match : first(root, descriptor -> !isForNoMachine(descriptor), new HashSet<>());
    }

    private boolean matches(Descriptor descriptor) {
        return descriptor.platform() == null || preference.matches(descriptor.platform());
    }

    /** Attestations travel in an index under the platform unknown/unknown. */
    private static boolean isForNoMachine(Descriptor descriptor) {
        Platform platform = descriptor.platform();
        return platform != null && platform.isUnknown();
    }

    /** What was {@code seen} had nothing to offer; many paths may lead to it. */
    private Optional<Descriptor> first(Descriptor descriptor, Predicate<Descriptor> accepted, Set<Digest> seen)
            throws IOException {
        if (!seen.add(descriptor.digest())) {
            return Optional.empty();
        }
        if (MediaTypes.isManifest(descriptor.mediaType())) {
            return selection.isIncomplete(descriptor) ? Optional.empty() : Optional.of(descriptor);
        }
        if (!MediaTypes.isIndex(descriptor.mediaType())) {
            return Optional.empty();
        }
        List<Descriptor> candidates =
                children.handle(descriptor).stream().filter(accepted).toList();
        for (Descriptor candidate : candidates) {
            Optional<Descriptor> found = first(candidate, accepted, seen);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }
}
