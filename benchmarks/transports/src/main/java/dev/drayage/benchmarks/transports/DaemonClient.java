package dev.drayage.benchmarks.transports;

import dev.drayage.oci.Descriptor;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** What an export asks of a containerd, over one transport. */
interface DaemonClient extends Closeable {
    /** The version, which is the smallest call there is. */
    String version() throws IOException;

    /** How many images the namespace has. */
    int countImages() throws IOException;

    /** All content of the namespace. */
    List<Descriptor> content() throws IOException;

    /** The size of a blob, asked for by itself. */
    long size(Descriptor blob) throws IOException;

    /** Reads a blob to its end and returns how many bytes came. For any number of threads at once. */
    long read(Descriptor blob) throws IOException;
}
