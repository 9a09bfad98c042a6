package dev.drayage.archive;

import dev.drayage.content.Blob;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Blobs that several tasks read, closed when all of those have ended. Thread-safe. */
final class BlobsToClose implements Closeable {
    private final List<Blob> blobs = new ArrayList<>();

    synchronized void add(Blob blob) {
        blobs.add(blob);
    }

    @Override
    public synchronized void close() throws IOException {
        IOException failure = null;
        for (Blob blob : blobs) {
            try {
                blob.close();
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
