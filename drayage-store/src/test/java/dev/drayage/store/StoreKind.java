package dev.drayage.store;

import dev.drayage.bucket.Bucket;
import dev.drayage.testkit.peer.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a store of a test that several machines could use is made of. */
enum StoreKind {
    POSTGRES_AND_DIRECTORY {
        @Override
        StoreFile file(Path directory) throws IOException {
            return inDirectory(Server.running(), directory);
        }
    },
    POSTGRES_AND_BUCKET {
        @Override
        StoreFile file(Path directory) throws IOException {
            return inBucket(Server.running(), directory);
        }
    },
    OLDEST_POSTGRES_AND_DIRECTORY {
        @Override
        StoreFile file(Path directory) throws IOException {
            return inDirectory(Server.ofVersion(OLDEST), directory);
        }
    },
    NEWEST_POSTGRES_AND_DIRECTORY {
        @Override
        StoreFile file(Path directory) throws IOException {
            return inDirectory(Server.ofVersion(NEWEST), directory);
        }
    },
    SQLITE_AND_BUCKET {
        @Override
        StoreFile file(Path directory) {
            return new StoreFile(directory, null, "file://" + directory.resolve("bucket"));
        }
    };

    /** The oldest version of PostgreSQL that a store takes. */
    static final int OLDEST = 13;

    /** The newest that is tested. */
    static final int NEWEST = 17;

    /** One server of a version for all tests of a JVM. */
    static final class Server {
        private static final Map<Integer, PostgresServer> STARTED = new HashMap<>();

        private Server() {}

        /** Skips the test where there is none. */
        static synchronized PostgresServer running() throws IOException {
            PostgresServer server = STARTED.get(0);
            if (server == null) {
                server = PostgresServer.start();
                STARTED.put(0, server);
            }
            return server;
        }

        /** Skips the test where there is none of this version. */
        static synchronized PostgresServer ofVersion(int version) throws IOException {
            PostgresServer server = STARTED.get(version);
            if (server == null) {
                server = PostgresServer.startVersion(version);
                STARTED.put(version, server);
            }
            return server;
        }
    }

    private static StoreFile inDirectory(PostgresServer server, Path directory) {
        return new StoreFile(
                directory,
                server.url() + "?schema=" + PostgresServer.freshSchema(),
                directory.resolve("blobs-of-all").toString());
    }

    private static StoreFile inBucket(PostgresServer server, Path directory) {
        return new StoreFile(
                directory,
                server.url() + "?schema=" + PostgresServer.freshSchema(),
                "file://" + directory.resolve("bucket"));
    }

    /** Names a new store with what is its own in a directory. */
    abstract StoreFile file(Path directory) throws IOException;

    /** Makes one. */
    StoreFile make(Path directory) throws IOException {
        StoreFile file = file(directory);
        SharedStores.make(file, StoreOptions.defaults(), true);
        return file;
    }

    /** What processes of a test wait for when one of them was killed. */
    static final SharedTiming SHORT = new SharedTiming(Duration.ofSeconds(3), Duration.ofSeconds(2));

    /** Makes one that is found by its directory. */
    void makeAt(Path root) throws IOException {
        StoreFile file = make(root);
        Files.writeString(
                root.resolve("store.toml"),
                (file.metadata() == null ? "" : "metadata = \"" + file.metadata() + "\"\n") + "blobs = \""
                        + file.blobs() + "\"\n");
    }

    /** Opens the store of a directory, of whichever kind. */
    static LocalStore open(Path root, StoreOptions options, FaultPoints faults) throws IOException {
        return StoreFile.isAt(root)
                ? open(StoreFile.at(root), options, SHORT, Duration.ZERO, faults)
                : LocalStore.open(root, options, faults);
    }

    /** Opens one after everything was taken from it. */
    static LocalStore openEmpty(StoreFile file, StoreOptions options) throws IOException {
        SharedParts parts = SharedStores.open(file, options, SharedTiming.DEFAULT, FaultPoints.NONE);
        parts.database().write(Durability.SYNCED, transaction -> {
            for (String table : List.of("content", "image", "lease", "blob", "work", "ingest")) {
                transaction.execute("delete from " + table);
            }
            return file;
        });
        Path ingests =
                Path.of(String.valueOf(file.blobs()).replace("file://", "")).resolve("ingest");
        if (Files.exists(ingests)) {
            try (Stream<Path> files = Files.walk(ingests)) {
                for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
        return LocalStore.ofShared(parts);
    }

    /** Opens one. */
    static LocalStore open(StoreFile file, StoreOptions options) throws IOException {
        return open(file, options, Duration.ZERO, FaultPoints.NONE);
    }

    /** Opens one whose database's clock is ahead of what it is. */
    static LocalStore open(StoreFile file, StoreOptions options, Duration ahead, FaultPoints faults)
            throws IOException {
        return open(file, options, SharedTiming.DEFAULT, ahead, faults);
    }

    static LocalStore open(
            StoreFile file, StoreOptions options, SharedTiming timing, Duration ahead, FaultPoints faults)
            throws IOException {
        return LocalStore.ofShared(
                SharedStores.open(file, SharedStores.database(file, options, ahead, faults), options, timing, faults));
    }

    /** Opens one whose blobs are in a bucket that is open, and is closed with it. */
    static LocalStore open(StoreFile file, Bucket bucket, Duration ahead) throws IOException {
        StoreOptions options = StoreOptions.defaults();
        Database database = SharedStores.database(file, options, ahead, FaultPoints.NONE);
        WorkLocks work = new WorkLocks(database, SHORT.lock(), name -> {});
        return LocalStore.ofShared(new SharedParts(
                bucket.location(),
                database,
                new BucketPlace(bucket, database, work, options, FaultPoints.NONE),
                work,
                options,
                SHORT,
                FaultPoints.NONE));
    }
}
