package dev.drayage.sync;

import dev.drayage.list.ImageLock;
import dev.drayage.list.LockedImage;
import dev.drayage.list.WantedImage;
import dev.drayage.oci.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the names at a place that a list has not, and takes them away. */
final class Removal {
    private final SyncTarget target;

    Removal(SyncTarget target) {
        this.target = target;
    }

    /** The names of a lock that the list has lost. */
    ObsoleteNames lost(SyncPlan plan, ImageLock lock) throws IOException {
        Set<String> listed =
                plan.known().stream().map(image -> image.wanted().name()).collect(Collectors.toSet());
        List<LockedImage> lost = lock.images().stream()
                .filter(image -> !listed.contains(image.name().toString()))
                .toList();
        Set<String> kept = kept(plan);
        return new ObsoleteNames(Questions.ask("dray-obsolete", lost, image -> lost(image, kept)), plan.known());
    }

    private @Nullable ObsoleteName lost(LockedImage image, Set<String> kept) throws IOException {
        WantedImage known = new WantedImage(image.name(), null, "");
        TargetName name = target.name(known.nameOf(image.digest()));
        if (kept.contains(target.entry(name))) {
            return null;
        }
        Optional<Digest> now = target.digest(name);
        if (now.isEmpty()) {
            return null;
        }
        String objection = now.get().equals(image.digest())
                ? objection(name)
                : "it is " + now.get() + " by now, and the lock has " + image.digest();
        return new ObsoleteName(name, image.digest(), image, objection);
    }

    /** All names that are not those of the list. */
    ObsoleteNames others(SyncPlan plan) throws IOException {
        Set<String> kept = kept(plan);
        List<TargetName> others = target.names().stream()
                .filter(name -> !kept.contains(target.entry(name)))
                .toList();
        return new ObsoleteNames(
                Questions.ask("dray-obsolete", others, name -> target.digest(name)
                        .map(digest -> new ObsoleteName(name, digest, null, objection(name)))
                        .orElse(null)),
                plan.known());
    }

    private Set<String> kept(SyncPlan plan) {
        return plan.known().stream().map(image -> target.entry(image.target())).collect(Collectors.toSet());
    }

    private @Nullable String objection(TargetName name) {
        return target.areTags() && name.tag() == null
                ? "it has no tag, and other images may be made of it; dray delete takes it away"
                : null;
    }

    /** One after the other: names of one image can be gone with the first of them. */
    RemovalReport remove(ObsoleteNames names) throws IOException {
        List<ObsoleteName> removed = new ArrayList<>();
        List<ObsoleteName> changed = new ArrayList<>();
        List<RemovalReport.Failure> failures = new ArrayList<>();
        for (ObsoleteName name : names.toRemove()) {
            try {
                boolean isGone = target.remove(name, names)
                        || target.digest(name.target()).isEmpty();
                (isGone ? removed : changed).add(name);
            } catch (IOException e) {
                Planning.requireGoingOn(e);
                failures.add(new RemovalReport.Failure(name, e));
            }
        }
        return new RemovalReport(removed, changed, failures);
    }
}
