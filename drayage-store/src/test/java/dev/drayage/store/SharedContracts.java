package dev.drayage.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;

/** A store that several machines could use keeps every contract of stores, whatever it is made of. */
abstract class SharedContracts extends StoreContracts {
    /** One of each kind, emptied for each test: to make one takes longer than most tests. */
    private static final Map<StoreKind, StoreFile> MADE = new EnumMap<>(StoreKind.class);

    @TempDir
    private static Path directory;

    private final StoreKind kind;

    SharedContracts(StoreKind kind) {
        this.kind = kind;
    }

    @Override
    LocalStore openEmpty() throws IOException {
        StoreFile file = MADE.get(kind);
        if (file == null) {
            file = kind.make(Files.createDirectories(directory.resolve(kind.name())));
            MADE.put(kind, file);
        }
        return StoreKind.openEmpty(file, StoreOptions.defaults().withRefTimeout(Duration.ZERO));
    }

    @AfterAll
    static void forget() {
        MADE.clear();
    }
}
