package dev.drayage.store;

import dev.drayage.metadata.ImageNamespace;
import dev.drayage.oci.Digest;
import java.io.Closeable;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;

/** How an open store works: as one machine's, or as one that several use. Its methods are those of {@link LocalStore}. */
interface StoreEngine extends Closeable {
    String location();

    ImageNamespace namespace(String name);

    /** What its leases and ingests go by. */
    InstantSource clock();

    List<String> namespaces() throws IOException;

    GcReport collect(GcItem.Listener listener) throws IOException;

    GcReport survey(GcItem.Listener listener) throws IOException;

    void distrust(Digest digest) throws IOException;
}
