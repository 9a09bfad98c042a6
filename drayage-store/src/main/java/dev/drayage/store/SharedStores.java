package dev.drayage.store;

import dev.drayage.bucket.Bucket;
import dev.drayage.bucket.Buckets;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.ingest.Locks;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Opens and makes stores that several machines use. */
final class SharedStores {
    private static final String ID = "id";
    private static final String BLOBS = "blobs";

    /** Of all who make or change tables at once, one does. */
    private static final long SCHEMA_LOCK = 0x6472617961676531L;

    private SharedStores() {}

    static SharedParts open(StoreFile file, StoreOptions options, SharedTiming timing, FaultPoints faults)
            throws IOException {
        Database database = database(file, options, Duration.ZERO, faults);
        return open(file, database, options, timing, faults);
    }

    static SharedParts open(
            StoreFile file, Database database, StoreOptions options, SharedTiming timing, FaultPoints faults)
            throws IOException {
        String location = location(file);
        BlobPlace place = null;
        try {
            requireUpToDate(database, location);
            Map<String, String> settings = database.read(SharedStores::settings);
            String blobs = blobs(file, settings, location);
            SharedPlace opened = place(blobs, database, options, timing, faults);
            place = opened.place();
            requireOwn(place, settings.get(ID), location);
            return new SharedParts(location, database, place, opened.work(), options, timing, faults);
        } catch (IOException | RuntimeException e) {
            if (place != null) {
                place.close();
            }
            database.close();
            throw e;
        }
    }

    /** What became of a wish to make a store. */
    enum Made {
        NEW,
        BROUGHT_UP_TO_DATE,
        THERE_ALREADY
    }

    /**
     * Makes a store, or brings one up to date.
     *
     * @param mayBeNew whether there may be none yet
     */
    static Made make(StoreFile file, StoreOptions options, boolean mayBeNew) throws IOException {
        String location = location(file);
        try (Database database = database(file, options, Duration.ZERO, FaultPoints.NONE)) {
            if (database instanceof PostgresDatabase postgres) {
                postgres.makeSchema();
            }
            int before = database.read(Schema::version);
            Schema.requireKnown(before, Schema.SHARED, location);
            if (before == 0) {
                requireCanBeMade(file, database, options, location, mayBeNew);
            }
            database.writeStepwise(transaction -> {
                if (database instanceof PostgresDatabase) {
                    transaction.has("select pg_advisory_xact_lock(?)", SCHEMA_LOCK);
                }
                for (int version = versionThere(database, transaction) + 1; version <= Schema.SHARED; version++) {
                    Schema.apply(version, transaction, transaction.now());
                }
                if (before == 0) {
                    transaction.update(
                            "insert into setting (name, value) values (?, ?) on conflict do nothing",
                            ID,
                            UUID.randomUUID().toString());
                    transaction.update(
                            "insert into setting (name, value) values (?, ?) on conflict do nothing",
                            BLOBS,
                            StoreFile.absolute(file.base(), String.valueOf(blobsOf(file))));
                }
                return before;
            });
            Map<String, String> settings = database.read(SharedStores::settings);
            SharedPlace opened =
                    place(blobs(file, settings, location), database, options, SharedTiming.DEFAULT, FaultPoints.NONE);
            try (BlobPlace place = opened.place()) {
                Optional<String> there = place.id();
                if (there.isEmpty() && isUnfinished(file, settings, database)) {
                    place.setId(Objects.requireNonNull(settings.get(ID)));
                } else if (there.isEmpty()) {
                    String known = String.valueOf(settings.get(BLOBS));
                    throw new ContentException(
                            Kind.INVALID_ARGUMENT,
                            "the blobs of " + location + " are in " + known + ", and "
                                    + (known.equals(place.location()) ? "it" : place.location())
                                    + " has none of them; is it the right one, and mounted?");
                } else {
                    requireOwn(place, settings.get(ID), location);
                }
                opened.work().close();
            }
            return before == 0 ? Made.NEW : (before < Schema.SHARED ? Made.BROUGHT_UP_TO_DATE : Made.THERE_ALREADY);
        }
    }

    private static void requireCanBeMade(
            StoreFile file, Database database, StoreOptions options, String location, boolean mayBeNew)
            throws IOException {
        String blobs = blobsOf(file);
        if (!mayBeNew) {
            throw none(location);
        }
        if (blobs == null) {
            throw new ContentException(
                    Kind.INVALID_ARGUMENT,
                    "say where the blobs of " + location + " are to be: blobs=s3://BUCKET/PREFIX or a directory"
                            + " that all machines see, as blobs=/srv/blobs");
        }
        SharedPlace opened = place(
                StoreFile.absolute(file.base(), blobs), database, options, SharedTiming.DEFAULT, FaultPoints.NONE);
        try (BlobPlace place = opened.place()) {
            if (place.id().isPresent()) {
                requireOwn(place, null, location);
            }
        }
    }

    /** Whether whoever made the store was interrupted before he had said whose the blobs are. */
    private static boolean isUnfinished(StoreFile file, Map<String, String> settings, Database database)
            throws IOException {
        String said = blobsOf(file);
        return (said == null || StoreFile.absolute(file.base(), said).equals(settings.get(BLOBS)))
                && !database.read(session -> session.has("select 1 from blob limit 1"));
    }

    /** In a transaction a question for a table that is not there would end it. */
    private static int versionThere(Database database, Transaction transaction) throws SQLException {
        return database instanceof PostgresDatabase
                        && !transaction.has("select 1 where to_regclass('schema_version') is not null")
                ? 0
                : Schema.version(transaction);
    }

    private static void requireUpToDate(Database database, String location) throws IOException {
        int version = database.read(Schema::version);
        Schema.requireKnown(version, Schema.SHARED, location);
        if (version == 0) {
            throw none(location);
        }
        if (version < Schema.SHARED) {
            throw new ContentException(
                    Kind.INVALID_ARGUMENT,
                    location + " has schema " + version + ", and this version of dray needs " + Schema.SHARED
                            + "; bring it up to date with dray store migrate, when no older dray uses it");
        }
    }

    private static ContentException none(String location) {
        return new ContentException(
                Kind.NOT_FOUND, "there is no store in " + location + " yet; make one with dray store init");
    }

    private static Map<String, String> settings(Session session) throws SQLException {
        Map<String, String> settings = new HashMap<>();
        session.list("select name, value from setting", row -> settings.put(row.getString(1), row.getString(2)));
        return settings;
    }

    private static String location(StoreFile file) {
        return file.metadata() == null
                ? file.base().toString()
                : PostgresUrl.parse(file.metadata(), System.getenv()).toString();
    }

    private static @Nullable String blobsOf(StoreFile file) {
        return file.blobs() != null || file.metadata() == null
                ? file.blobs()
                : PostgresUrl.parse(file.metadata(), System.getenv()).blobs();
    }

    /** A directory may be mounted elsewhere on this machine; that it is the right one its id says. */
    private static String blobs(StoreFile file, Map<String, String> settings, String location) throws ContentException {
        String said = blobsOf(file);
        String blobs = said != null ? StoreFile.absolute(file.base(), said) : settings.get(BLOBS);
        if (blobs == null) {
            throw new ContentException(
                    Kind.FAILED_PRECONDITION,
                    location + " does not say where its blobs are; name that, as blobs=/srv/blobs");
        }
        return blobs;
    }

    private static void requireOwn(BlobPlace place, @Nullable String id, String location) throws IOException {
        Optional<String> found = place.id();
        if (found.isEmpty() || !found.get().equals(id)) {
            throw new ContentException(
                    Kind.INVALID_ARGUMENT,
                    place.location()
                            + (found.isEmpty() ? " has no blobs of " : " has the blobs of another store than ")
                            + location + "; is it the right one, and mounted?");
        }
    }

    /** A place with what locks its ingests. */
    private record SharedPlace(BlobPlace place, WorkLocks work) {}

    private static SharedPlace place(
            String blobs, Database database, StoreOptions options, SharedTiming timing, FaultPoints faults)
            throws IOException {
        if (Buckets.isName(blobs)) {
            WorkLocks work = new WorkLocks(database, timing.lock(), name -> {});
            Bucket bucket;
            try {
                bucket = Buckets.open(blobs, System.getenv());
            } catch (IllegalArgumentException e) {
                throw new ContentException(Kind.INVALID_ARGUMENT, String.valueOf(e.getMessage()), e);
            }
            return new SharedPlace(new BucketPlace(bucket, database, work, options, faults), work);
        }
        SharedDirectory directory = new SharedDirectory(Path.of(blobs), options, faults);
        return new SharedPlace(directory, directory.lockedBy(database, timing.lock()));
    }

    /** Of tests, which put its clock ahead. */
    static Database database(StoreFile file, StoreOptions options, Duration ahead, FaultPoints faults)
            throws IOException {
        if (file.metadata() != null) {
            PostgresUrl url = PostgresUrl.parse(file.metadata(), System.getenv());
            return new PostgresDatabase(
                    new Postgres(url, options.databaseTimeout(), ahead), options.databaseTimeout(), faults);
        }
        Path real = file.base();
        MetadataFiles metadata = new MetadataFiles(real);
        SqliteDatabase database = new SqliteDatabase(
                new Sqlite(metadata.database(), options.databaseTimeout()),
                new CommitCount(metadata.commits()),
                Dialect.ofOneWriter(options.clock()),
                options.clock(),
                faults);
        if (!Files.exists(metadata.database())) {
            Locks locks = new Locks(real.resolve("locks"), options.clock());
            try (locks) {
                Closeable lock =
                        locks.lock("schema", options.databaseTimeout(), real + " is being set up by another process");
                try (lock) {
                    PrivateFiles.makeFile(metadata.database());
                }
            }
        }
        return database;
    }
}
