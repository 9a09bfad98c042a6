package dev.drayage.sync;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ReadableContent;
import dev.drayage.image.ImageSource;
import dev.drayage.image.NamedImage;
import dev.drayage.layout.WritableLayout;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.Reference;
import dev.drayage.place.PlaceDestination;
import dev.drayage.place.PlaceName;
import dev.drayage.place.PlaceOptions;
import dev.drayage.place.PlaceProvider;
import dev.drayage.selection.ContentSelection;
import dev.drayage.selection.PlatformSelection;
import dev.drayage.selection.SelectionOptions;
import dev.drayage.task.Closing;
import dev.drayage.transfer.TransferOptions;
import dev.drayage.transfer.TransferReport;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Any place that takes images one by one under their whole names: a layout, a store, a containerd, a registry's storage. */
final class PlaceTarget implements SyncTarget {
    private static final PlaceName FROM = new PlaceName("docker", "//registry.example/any", null);
    private static final String LAYOUT = "oci";

    private final PlaceProvider kind;
    private final PlaceName place;
    private final PlaceOptions options;
    private final NameMap names;
    private final boolean namesArePaths;
    private final @Nullable ImageSource there;
    private final Map<String, Descriptor> listed = new HashMap<>();
    private @Nullable PlaceDestination held;
    private @Nullable GroupedListing listing;

    private PlaceTarget(
            PlaceProvider kind,
            PlaceName place,
            PlaceOptions options,
            NameMap names,
            boolean namesArePaths,
            @Nullable ImageSource there) {
        this.kind = kind;
        this.place = place;
        this.options = options;
        this.names = names;
        this.namesArePaths = namesArePaths;
        this.there = there;
    }

    /**
     * Opens a place; one that is not there yet has nothing.
     *
     * @param namesArePaths whether it has repositories without the name of a registry, as a registry itself has
     */
    static PlaceTarget open(
            PlaceProvider kind, PlaceName place, PlaceOptions options, NameMap names, boolean namesArePaths)
            throws IOException {
        ImageSource there = source(kind, place, options).orElse(null);
        return listed(new PlaceTarget(kind, place, options, names, namesArePaths, there));
    }

    /** Opens a place that must be there, to be asked only. */
    static PlaceTarget reading(
            PlaceProvider kind, PlaceName place, PlaceOptions options, NameMap names, boolean namesArePaths)
            throws IOException {
        ImageSource there = kind.openSource(place, options);
        return listed(new PlaceTarget(kind, place, options, names, namesArePaths, there));
    }

    private static PlaceTarget listed(PlaceTarget target) throws IOException {
        try {
            target.list();
        } catch (IOException | RuntimeException e) {
            target.close();
            throw e;
        }
        return target;
    }

    private static Optional<ImageSource> source(PlaceProvider kind, PlaceName place, PlaceOptions options)
            throws IOException {
        try {
            return Optional.of(kind.openSource(place, options));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (ContentException e) {
            // Another run may just be making the layout that this one goes into, too.
            boolean isNotMade = place.scheme().equals(LAYOUT) && WritableLayout.canBeMadeOf(place.path());
            if (e.kind() != ContentException.Kind.NOT_FOUND && !isNotMade) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** Once: looking for each name would list all of them each time. */
    private void list() throws IOException {
        if (there == null || namesArePaths) {
            return;
        }
        for (Descriptor image : there.images()) {
            String name = NamedImage.of(image).name();
            if (name != null) {
                listed.put(name, image);
            }
        }
    }

    @Override
    public TargetName name(Reference source) {
        Reference named = namesArePaths
                ? new Reference("", names.path(source), source.tag(), source.digest())
                : names.whole(source);
        String repository = named.domain().isEmpty() ? named.path() : named.domain() + "/" + named.path();
        return new TargetName(repository, named.tag(), named.digest());
    }

    @Override
    public String entry(TargetName name) {
        return namesArePaths ? name.entry() : name.toString();
    }

    @Override
    public boolean has(TargetName name, Digest digest) throws IOException {
        Optional<FoundImage> found = find(name);
        return found.isPresent()
                && found.get().image().digest().equals(digest)
                && isWhole(found.get().content(), new NamedImage(found.get().image(), null));
    }

    @Override
    public Optional<FoundImage> find(TargetName name) throws IOException {
        ImageSource source = there;
        if (source == null) {
            return Optional.empty();
        }
        Optional<Descriptor> image =
                namesArePaths ? find(source, name) : Optional.ofNullable(listed.get(name.toString()));
        return image.map(found -> new FoundImage(source.content(), found));
    }

    private static Optional<Descriptor> find(ImageSource there, TargetName name) throws IOException {
        try {
            return Optional.of(there.find(name.entry()));
        } catch (ContentException e) {
            // Missing, or damaged: then it is sent.
            return Optional.empty();
        }
    }

    private static boolean isWhole(ReadableContent content, NamedImage image) throws IOException {
        try {
            ContentSelection.of(
                    content, List.of(image), SelectionOptions.defaults().withPlatforms(PlatformSelection.all()));
            return true;
        } catch (ContentException e) {
            return false;
        }
    }

    @Override
    public Optional<ContentInfo> info(PlannedImage image, Descriptor blob) throws IOException {
        return there == null ? Optional.empty() : there.content().info(blob.digest());
    }

    @Override
    public boolean areTags() {
        return namesArePaths;
    }

    @Override
    public List<TargetName> names() throws IOException {
        if (there == null) {
            return List.of();
        }
        return namesArePaths
                ? StoredTags.names(place)
                : listed.keySet().stream()
                        .sorted()
                        .map(name -> new TargetName(name, null, null))
                        .toList();
    }

    @Override
    public Optional<Digest> digest(TargetName name) throws IOException {
        return find(name).map(found -> found.image().digest());
    }

    @Override
    public boolean remove(ObsoleteName name, ObsoleteNames all) throws IOException {
        if (namesArePaths) {
            return StoredTags.remove(
                    kind.parse(place.place() + ":" + name.target().entry()), name.digest());
        }
        try (PlaceDestination destination = kind.openDestination(place, FROM, options)) {
            if (!destination.removeName(name.target().toString(), name.digest())) {
                return false;
            }
        }
        listed.remove(name.target().toString());
        return true;
    }

    @Override
    public TransferReport send(
            PlannedImage planned,
            ReadableContent content,
            Descriptor image,
            List<Descriptor> referrers,
            TransferOptions how)
            throws IOException {
        TargetName name = planned.target();
        List<NamedImage> images = new ArrayList<>();
        images.add(new NamedImage(image, namesArePaths && name.tag() == null ? null : name.toString()));
        referrers.forEach(referrer -> images.add(new NamedImage(referrer, null)));
        Optional<PlaceDestination> inGroups = hold();
        if (inGroups.isPresent()) {
            return inGroups.get().copyUnlisted(content, images, how);
        }
        try (PlaceDestination destination = open(name)) {
            return destination.copy(content, images, how);
        }
    }

    /**
     * Makes a place that is not there: whoever makes it may remove it again, and others must not have it open then.
     *
     * @return the place, if images are listed in groups there
     */
    private synchronized Optional<PlaceDestination> hold() throws IOException {
        if (namesArePaths) {
            return Optional.empty();
        }
        PlaceDestination open = held;
        if (open == null) {
            open = kind.openDestination(place, FROM, options);
            held = open;
        }
        if (!open.listsInGroups()) {
            return Optional.empty();
        }
        if (listing == null) {
            listing = new GroupedListing(open::list, listed.size(), GroupedListing.LONGEST_WAIT);
        }
        return Optional.of(open);
    }

    @Override
    public void list(TransferReport sent, GroupedListing.Listener listener) throws IOException {
        Optional<GroupedListing> groups = listing();
        if (groups.isPresent()) {
            groups.get().add(sent.images(), listener);
        } else {
            listener.listed();
        }
    }

    private synchronized Optional<GroupedListing> listing() {
        return Optional.ofNullable(listing);
    }

    @Override
    public void finish() throws IOException {
        Optional<GroupedListing> groups = listing();
        if (groups.isPresent()) {
            groups.get().finish();
        }
        closeListing();
    }

    private synchronized void closeListing() {
        if (listing != null) {
            listing.close();
            listing = null;
        }
    }

    private PlaceDestination open(TargetName name) throws IOException {
        PlaceName opened = namesArePaths
                ? kind.parse(place.place() + ":" + name.repository() + (name.tag() == null ? "" : ":" + name.tag()))
                : place;
        return kind.openDestination(opened, FROM, options);
    }

    @Override
    public TransferOptions options() {
        return TransferOptions.defaults();
    }

    @Override
    public String location() {
        return place.location().isEmpty() ? "the local store" : place.location();
    }

    @Override
    public synchronized void close() throws IOException {
        closeListing();
        List<Closeable> open = new ArrayList<>();
        if (there != null) {
            open.add(there);
        }
        if (held != null) {
            open.add(held);
        }
        Closing.all(open);
    }
}
