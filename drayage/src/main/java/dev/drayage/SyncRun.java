package dev.drayage;

import dev.drayage.list.ImageLists;
import dev.drayage.list.ImageLock;
import dev.drayage.list.ListText;
import dev.drayage.list.ListedImages;
import dev.drayage.list.WantedImage;
import dev.drayage.place.PlaceName;
import dev.drayage.place.PlaceOptions;
import dev.drayage.place.PlaceProvider;
import dev.drayage.place.Places;
import dev.drayage.place.RepositoriesProvider;
import dev.drayage.platform.Platform;
import dev.drayage.registry.Registry;
import dev.drayage.registry.RegistryPlace;
import dev.drayage.source.Fillers;
import dev.drayage.sync.FilledOrigin;
import dev.drayage.sync.LockFile;
import dev.drayage.sync.NameMap;
import dev.drayage.sync.ObsoleteName;
import dev.drayage.sync.ObsoleteNames;
import dev.drayage.sync.PlannedImage;
import dev.drayage.sync.RegistryOrigin;
import dev.drayage.sync.RemovalReport;
import dev.drayage.sync.Sync;
import dev.drayage.sync.SyncListener;
import dev.drayage.sync.SyncOptions;
import dev.drayage.sync.SyncPlan;
import dev.drayage.sync.SyncReport;
import dev.drayage.sync.TagListing;
import dev.drayage.transfer.TransferOptions;
import dev.drayage.transfer.TransferReport;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One run of a {@link ListSync}. */
final class SyncRun implements SyncListener {
    private final Places places;
    private final PlaceOptions options;
    private final @Nullable Platform platform;
    private final TransferOptions.Progress progress;
    private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
    private final List<String> warnings = Collections.synchronizedList(new ArrayList<>());

    SyncRun(Places places, PlaceOptions options, @Nullable Platform platform, TransferOptions.Progress progress) {
        this.places = places;
        this.options = options;
        this.platform = platform;
        this.progress = progress;
    }

    ListReport run(ListSync how) throws IOException {
        PlaceName to = whole(how.to());
        requireSense(how, to);
        NameMap names = NameMap.parse(how.rules(), how.isScoped());
        Registry client = RegistryPlace.client(options);
        ListedImages listed = ImageLists.read(
                List.of(ListText.read(how.list().toString(), InputStream.nullInputStream())), System::getenv);
        warnings.addAll(listed.notes());
        List<WantedImage> wanted = TagListing.resolve(listed, client);
        names.requireUse(wanted);
        requireReferrersOfAll(how, wanted);
        Optional<LockFile> lock = how.lock().map(file -> new LockFile(file, how.isRenewed()));
        Optional<ImageLock> before = lock.isPresent() ? lock.get().read() : Optional.empty();
        ImageLock inForce = lock.isPresent() ? lock.get().inForce(before, wanted, platform) : null;
        SyncOptions sending = new SyncOptions(
                platform, how.hasReferrers(), how.concurrency(), moving -> moving.withProgress(progress));
        List<PlaceName> fillers = how.fillers().stream().map(places::parse).toList();
        try (Fillers filling = Fillers.open(fillers, places, options);
                Sync sync = Sync.open(
                        new FilledOrigin(new RegistryOrigin(client), filling),
                        places.provider(to),
                        to,
                        options.with(Registry.class, client),
                        names,
                        sending,
                        this)) {
            SyncPlan plan = sync.plan(wanted, inForce);
            plan.failures().forEach(failure -> failed(failure.image(), failure.cause()));
            ObsoleteNames obsolete = obsolete(how, sync, plan, before);
            Optional<ImageLock> renewed = lock.isPresent()
                    ? lock.get().write(sync, plan, before, obsolete.locked(), true, this::warned)
                    : Optional.empty();
            SyncReport report = sync.send(plan);
            int deleted = failures.isEmpty() ? delete(sync, obsolete, lock, renewed, before) : 0;
            return new ListReport(
                    report.sent(), report.there(), report.blobs(), report.bytes(), deleted, failures, warnings);
        }
    }

    private static void requireSense(ListSync how, PlaceName to) {
        if (how.isScoped() && !Sync.hasPaths(to)) {
            throw new IllegalArgumentException(
                    "scoped names are for registries; images keep their whole names in " + to);
        }
        if (how.deletion() == ListSync.Deletion.OTHERS && !Sync.isOfOneOwner(to)) {
            throw new IllegalArgumentException(to + " has names of others for the same images, which are not deleted");
        }
        if (how.lock().isEmpty() && (how.isRenewed() || how.deletion() == ListSync.Deletion.LOST)) {
            throw new IllegalArgumentException((how.isRenewed() ? "renewing a lock" : "deleting what the list has lost")
                    + " is for option lock; give that too");
        }
    }

    /** A lock has what was chosen, not the index that it was chosen from, which is where attestations are listed. */
    private void requireReferrersOfAll(ListSync how, List<WantedImage> wanted) {
        boolean isChosen = platform != null || wanted.stream().anyMatch(image -> image.platform() != null);
        if (how.hasReferrers() && how.lock().isPresent() && isChosen) {
            throw new IllegalArgumentException("referrers with a lock are for images of all platforms; later runs would"
                    + " not find attestations");
        }
    }

    private PlaceName whole(String text) {
        PlaceProvider kind = places.providerOf(text);
        String rest =
                kind.scheme().isEmpty() ? text : text.substring(kind.scheme().length() + 1);
        PlaceName place = kind instanceof RepositoriesProvider provider ? provider.parseServed(rest) : kind.parse(rest);
        if (place.image() != null || !kind.isWritable() || !(kind instanceof RepositoriesProvider)) {
            throw new IllegalArgumentException("'" + text + "' is no place that images are added to one by one");
        }
        return place;
    }

    private static ObsoleteNames obsolete(ListSync how, Sync sync, SyncPlan plan, Optional<ImageLock> before)
            throws IOException {
        if (!plan.failures().isEmpty()) {
            return ObsoleteNames.none();
        }
        return switch (how.deletion()) {
            case NONE -> ObsoleteNames.none();
            case LOST -> before.isEmpty() ? ObsoleteNames.none() : sync.obsolete(plan, before.get());
            case OTHERS -> sync.obsolete(plan);
        };
    }

    private int delete(
            Sync sync,
            ObsoleteNames names,
            Optional<LockFile> lock,
            Optional<ImageLock> renewed,
            Optional<ImageLock> before)
            throws IOException {
        RemovalReport report = sync.remove(names);
        names.toLeave().forEach(name -> left(name, name.reason().orElseThrow()));
        report.changed().forEach(name -> left(name, "it became another image, or is gone"));
        report.failures()
                .forEach(failure -> failures.add(failure.name().target() + " is not deleted: "
                        + failure.cause().getMessage()));
        if (lock.isPresent()) {
            lock.get().forget(renewed, before, names, report);
        }
        return report.removed().size();
    }

    private void left(ObsoleteName name, String why) {
        warnings.add(name.target() + " is left: " + why);
    }

    @Override
    public void sent(PlannedImage image, TransferReport report) {
        // The report has the sum.
    }

    @Override
    public void failed(WantedImage image, IOException failure) {
        failures.add(image.name() + " (" + image.where() + ") failed: " + failure.getMessage());
    }

    @Override
    public void warned(String warning) {
        warnings.add(warning);
    }
}
