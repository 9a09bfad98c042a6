package dev.drayage.storage;

import dev.drayage.bucket.Bucket;
import dev.drayage.bucket.Buckets;
import dev.drayage.content.ReadableContent;
import dev.drayage.image.ImageSource;
import dev.drayage.json.Quotes;
import dev.drayage.oci.Digest;
import dev.drayage.place.PlaceDestination;
import dev.drayage.place.PlaceName;
import dev.drayage.place.PlaceOptions;
import dev.drayage.place.PlaceProvider;
import dev.drayage.place.RepositoriesProvider;
import dev.drayage.place.check.WholePlaceRepair;
import dev.drayage.repository.Repositories;
import dev.drayage.storage.directory.DirectoryBucket;
import dev.drayage.transfer.TransferOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code registry-storage:}, what the CNCF distribution registry keeps in a directory or bucket. A repository that is named
 * without a tag or digest is a place of its own, with all of its images.
 */
@SuppressWarnings("exports") // to our modules alone
public final class RegistryStoragePlace implements PlaceProvider, RepositoriesProvider, WholePlaceRepair {
    /** What its names begin with. */
    public static final String SCHEME = "registry-storage";

    private static final Pattern BUCKET = Pattern.compile("([a-z][a-z0-9]*://[^:]*)(?::(.*))?");

    /** A network wants several threads whatever the processors are; each has a part in memory. */
    private static final int REQUESTS = 4;

    /**
     * The parts of a place's name.
     *
     * @param where the directory or bucket
     * @param repository path of the repository; null for all
     */
    record Located(String where, @Nullable String repository) {}

    @Override
    public String scheme() {
        return SCHEME;
    }

    @Override
    public String syntax() {
        return "DIR[:REPO:TAG]";
    }

    @Override
    public String description() {
        return "in the storage of a registry";
    }

    @Override
    public int order() {
        return 45;
    }

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public PlaceName parse(String rest) {
        String text = SCHEME + ":" + rest;
        Matcher bucket = BUCKET.matcher(rest);
        String where;
        String image;
        if (bucket.matches()) {
            where = bucket.group(1);
            image = bucket.group(2);
        } else {
            PlaceName path = PlaceName.ofPath(SCHEME, rest);
            where = path.place();
            image = path.image();
        }
        if (image == null || image.startsWith("@")) {
            return new PlaceName(SCHEME, where, image);
        }
        int at = image.indexOf('@');
        int colon = image.indexOf(':');
        int end = at >= 0 ? at : (colon >= 0 ? colon : image.length());
        String repository = image.substring(0, end);
        if (!StorageNames.isPath(repository)) {
            throw new IllegalArgumentException("'" + text + "' names no repository: " + Quotes.quote(repository)
                    + " is none that a registry can have");
        }
        if (at >= 0) {
            Digest.parse(image.substring(at + 1));
        } else if (colon >= 0 && !StorageNames.isTag(image.substring(colon + 1))) {
            throw new IllegalArgumentException(
                    "'" + text + "' names no image: " + Quotes.quote(image.substring(colon + 1)) + " is no tag");
        }
        // All images of one repository are a place of their own.
        return end == image.length()
                ? new PlaceName(SCHEME, where + ":" + repository, null)
                : new PlaceName(SCHEME, where, image);
    }

    static Located locate(PlaceName name) {
        String place = name.place();
        Matcher bucket = BUCKET.matcher(place);
        if (bucket.matches()) {
            return new Located(bucket.group(1), bucket.group(2));
        }
        PlaceName path = PlaceName.ofPath(SCHEME, place);
        return new Located(path.place(), path.image());
    }

    @Override
    public boolean areSame(PlaceName one, PlaceName other) {
        Located here = locate(one);
        Located there = locate(other);
        boolean isSamePlace = (Buckets.isName(here.where()) || Buckets.isName(there.where()))
                ? here.where().equals(there.where())
                : new PlaceName(SCHEME, here.where(), null).isSamePath(new PlaceName(SCHEME, there.where(), null));
        return isSamePlace
                && Objects.equals(here.repository(), there.repository())
                && Objects.equals(one.image(), other.image());
    }

    static RegistryStorage open(String where) throws IOException {
        Bucket bucket =
                Buckets.isName(where) ? Buckets.open(where, System.getenv()) : DirectoryBucket.open(Path.of(where));
        return new RegistryStorage(bucket, SCHEME + ":" + where);
    }

    private static RegistryStorage create(String where) throws IOException {
        return Buckets.isName(where)
                ? open(where)
                : new RegistryStorage(DirectoryBucket.create(Path.of(where)), SCHEME + ":" + where);
    }

    @Override
    public ImageSource openSource(PlaceName name, PlaceOptions options) throws IOException {
        Located located = locate(name);
        return new StorageSource(open(located.where()), located.repository());
    }

    @Override
    public PlaceDestination openDestination(PlaceName name, PlaceName from, PlaceOptions options) throws IOException {
        Located located = locate(name);
        String image = name.image();
        if (image != null && image.indexOf('@') >= 0) {
            throw new IllegalArgumentException(
                    "a destination has no digest: the image has the one it has; name a tag instead in " + name);
        }
        String repository = located.repository();
        String tag = null;
        if (image != null) {
            repository = image.substring(0, image.indexOf(':'));
            tag = image.substring(image.indexOf(':') + 1);
        }
        TransferOptions defaults = TransferOptions.defaults();
        return new StoragePlaceDestination(
                new StorageDestination(create(located.where()), repository),
                repository,
                tag,
                Buckets.isName(located.where()) ? defaults.withParallelism(REQUESTS) : defaults);
    }

    /** {@inheritDoc} That is all of a storage, for a registry has all of it. */
    @Override
    public PlaceName parseServed(String rest) {
        PlaceName name = parse(rest);
        Located located = locate(name);
        if (name.image() != null || located.repository() != null) {
            throw new IllegalArgumentException("'" + SCHEME + ":" + rest
                    + "' names a repository, and a storage is served as a whole; write " + SCHEME + ":"
                    + located.where());
        }
        return name;
    }

    @Override
    public Repositories openRepositories(PlaceName name, PlaceOptions options, Access access) throws IOException {
        String where = locate(name).where();
        return access == Access.READ
                ? StorageRepositories.reading(open(where))
                : StorageRepositories.writing(create(where), InstantSource.system());
    }

    @Override
    public boolean isWhole(PlaceName name) {
        return name.image() == null && locate(name).repository() == null;
    }

    @Override
    public CheckReport check(PlaceName name, PlaceOptions options, ProblemListener told) throws IOException {
        try (RegistryStorage storage = open(locate(name).where())) {
            return new StorageCheck(storage, new StorageProblems(told)).run();
        }
    }

    @Override
    public RepairReport repair(
            PlaceName name, PlaceOptions options, List<ReadableContent> from, Mode mode, RepairListener told)
            throws IOException {
        try (RegistryStorage storage = open(locate(name).where())) {
            return new StorageRepair(storage, from, mode, told).run();
        }
    }
}
