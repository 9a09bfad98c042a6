package dev.drayage.repository;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.document.Limits;
import dev.drayage.graph.Documents;
import dev.drayage.graph.Graph;
import dev.drayage.graph.Handler;
import dev.drayage.layout.WritableLayout;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Removes from a layout what was uploaded more than a day ago and became part of no image. Done when the layout is opened,
 * and every hour in which something is uploaded.
 */
final class LayoutSweep {
    private static final Duration PERIOD = Duration.ofHours(1);

    private final WritableLayout layout;
    private final UploadMarkers markers;
    private final InstantSource clock;
    private Instant last = Instant.MIN;

    LayoutSweep(WritableLayout layout, UploadMarkers markers, InstantSource clock) {
        this.layout = layout;
        this.markers = markers;
        this.clock = clock;
    }

    /** Does it if it is time to. What cannot be removed keeps nobody from uploading; the next time tries again. */
    void runIfDue() {
        try {
            if (isDue(clock.instant())) {
                run();
            }
        } catch (IOException e) {
            // More is kept than need be.
        }
    }

    private synchronized boolean isDue(Instant now) {
        return !last.isAfter(now.minus(PERIOD));
    }

    /** Does it now. */
    synchronized void run() throws IOException {
        last = clock.instant();
        layout.removeLeftIngests();
        List<Digest> expired = markers.expired();
        if (!expired.isEmpty()) {
            removeUnused(expired);
        }
    }

    private void removeUnused(List<Digest> expired) throws IOException {
        try {
            // While nobody lists an image, so that none is made of what goes.
            layout.edit(listed -> {
                remove(expired, listed);
                return listed;
            });
        } catch (ContentException e) {
            // A layout with a damaged manifest can be served; what that refers to cannot be told, so all stays.
            if (e.kind() != Kind.FAILED_PRECONDITION) {
                throw e;
            }
        }
    }

    private void remove(List<Digest> expired, List<Descriptor> listed) throws IOException {
        Set<Digest> used = new HashSet<>();
        Set<Digest> asked = Set.copyOf(expired);
        Handler children = Handler.children(new Documents(layout.content()));
        // Whatever cannot be read, other than what is not there, ends it here: it could refer to anything.
        Graph.walk(
                descriptor -> {
                    if (asked.contains(descriptor.digest())) {
                        used.add(descriptor.digest());
                    }
                    try {
                        return children.handle(descriptor);
                    } catch (ContentNotFoundException e) {
                        return List.of();
                    }
                },
                Limits.defaults(),
                listed);
        for (Digest digest : expired) {
            if (!markers.isRemovable(digest)) {
                continue;
            }
            if (!used.contains(digest)) {
                remove(digest);
            }
            markers.forget(digest);
        }
    }

    private void remove(Digest digest) throws IOException {
        try {
            layout.content().delete(digest);
        } catch (ContentNotFoundException e) {
            // Its upload failed.
        }
    }
}
