package dev.drayage.store;

import java.io.IOException;
import java.nio.file.Path;

/** A process that makes a store, and ends. */
final class MakingWorker {
    private MakingWorker() {}

    /**
     * Makes it.
     *
     * @param arguments the directory with its file
     */
    public static void main(String[] arguments) throws IOException {
        SharedStores.make(StoreFile.at(Path.of(arguments[0])), StoreOptions.defaults(), true);
    }
}
