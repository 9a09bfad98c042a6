package dev.drayage.cli;

import dev.drayage.metadata.ImageNamespace;
import dev.drayage.store.LocalStore;
import java.io.Closeable;
import java.io.IOException;

/**
 * The local store, opened for one command.
 *
 * @param store all of it
 * @param namespace what the command works on
 */
record OpenStore(LocalStore store, ImageNamespace namespace) implements Closeable {
    @Override
    public void close() throws IOException {
        store.close();
    }
}
