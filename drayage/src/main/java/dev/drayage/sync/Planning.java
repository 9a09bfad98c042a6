package dev.drayage.sync;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.graph.Documents;
import dev.drayage.graph.PlatformManifests;
import dev.drayage.image.ImageSource;
import dev.drayage.list.ImageLock;
import dev.drayage.list.LockedImage;
import dev.drayage.list.WantedImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.Reference;
import dev.drayage.platform.Platform;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds out what the names of a list mean, and which of them are at their place already. */
final class Planning {
    private final ImageOrigin origin;
    private final SyncTarget target;
    private final SyncOptions options;
    private final SyncListener listener;
    private final @Nullable ImageLock lock;

    Planning(
            ImageOrigin origin,
            SyncTarget target,
            SyncOptions options,
            SyncListener listener,
            @Nullable ImageLock lock) {
        this.origin = origin;
        this.target = target;
        this.options = options;
        this.listener = listener;
        this.lock = lock;
    }

    SyncPlan plan(List<WantedImage> wanted) throws IOException {
        List<Outcome<PlannedImage>> outcomes =
                Questions.ask("dray-plan", wanted, image -> Outcome.of(image, () -> plan(image)));
        Map<String, PlannedImage> byName = new HashMap<>();
        List<PlannedImage> images = new ArrayList<>();
        List<PlannedImage> merged = new ArrayList<>();
        for (Outcome<PlannedImage> outcome : outcomes) {
            PlannedImage image = outcome.value();
            if (image != null) {
                PlannedImage other = byName.putIfAbsent(target.entry(image.target()), image);
                if (other == null) {
                    images.add(image);
                } else {
                    requireSame(other, image);
                    merged.add(image);
                }
            }
        }
        return new SyncPlan(images, merged, Outcome.failures(outcomes));
    }

    private void requireSame(PlannedImage one, PlannedImage other) throws ContentException {
        if (!one.digest().equals(other.digest())) {
            throw new ContentException(
                    Kind.INVALID_ARGUMENT,
                    one.wanted().name() + " (" + one.wanted().where() + ") and "
                            + other.wanted().name() + " (" + other.wanted().where() + ") would both be "
                            + target.entry(one.target())
                            + ", and are different images; nothing was sent: keep their registries"
                            + " apart with option scoped, or give one another name with option map");
        }
    }

    /** What failed of one image; the end of everything is thrown on. */
    static SyncPlan.Failure failure(WantedImage wanted, IOException cause) throws IOException {
        requireGoingOn(cause);
        return new SyncPlan.Failure(wanted, cause);
    }

    /** Throws what is the end of everything. */
    static void requireGoingOn(IOException cause) throws IOException {
        if (cause instanceof InterruptedIOException
                || cause instanceof ClosedByInterruptException
                || Thread.currentThread().isInterrupted()) {
            throw cause;
        }
    }

    /** An image that cannot be as something says that it is. */
    static SyncPlan.Failure failure(WantedImage wanted, IllegalArgumentException cause) {
        return new SyncPlan.Failure(
                wanted, new ContentException(Kind.INVALID_ARGUMENT, String.valueOf(cause.getMessage()), cause));
    }

    private PlannedImage plan(WantedImage wanted) throws IOException {
        Reference reference = wanted.reference();
        Digest pinned = wanted.digest();
        if (lock != null) {
            pinned = locked(wanted, lock);
        }
        Platform platform = wanted.platform() != null ? wanted.platform() : options.platform();
        if (platform == null || lock != null) {
            Digest digest = pinned != null ? pinned : origin.look(reference);
            return planned(wanted, digest, digest);
        }
        try (ImageSource source = origin.open(reference)) {
            Descriptor listed = source.find(pinned != null ? "@" + pinned : reference.toString());
            Descriptor chosen = new PlatformManifests(new Documents(source.content()), listener::warned)
                    .of(listed, wanted.name(), platform);
            return planned(wanted, chosen.digest(), listed.digest());
        }
    }

    private static Digest locked(WantedImage wanted, ImageLock from) throws ContentException {
        Optional<String> objection = from.objection(wanted);
        if (objection.isPresent()) {
            throw new ContentException(Kind.INVALID_ARGUMENT, objection.get());
        }
        return from.find(wanted.reference())
                .map(LockedImage::digest)
                .orElseThrow(() -> new ContentException(
                        Kind.INVALID_ARGUMENT, "the lock does not have it; option update adds it there"));
    }

    private PlannedImage planned(WantedImage wanted, Digest digest, Digest listed) throws IOException {
        TargetName named = target.name(wanted.nameOf(digest));
        boolean isNamed = target.has(named, digest);
        // What refers to an image can be more than it was: that is asked for when it is sent.
        return new PlannedImage(wanted, named, digest, listed, isNamed, isNamed && !options.referrers());
    }
}
