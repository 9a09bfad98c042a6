package dev.drayage.benchmarks.transports;

import dev.drayage.containerd.ConnectOptions;
import dev.drayage.containerd.ConnectOptions.LocalReads;
import dev.drayage.containerd.Containerd;
import dev.drayage.content.Blob;
import dev.drayage.metadata.ImageNamespace;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.MediaTypes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** This library as it is. */
final class DrayageClient implements DaemonClient {
    private static final int BUFFER_BYTES = 256 << 10;

    private final Containerd containerd;
    private final ImageNamespace namespace;

    DrayageClient(String socket, String namespace) throws IOException {
        this.containerd = Containerd.connect(ConnectOptions.at(socket).withLocalReads(LocalReads.NEVER));
        this.namespace = containerd.namespace(namespace);
    }

    @Override
    public String version() throws IOException {
        return containerd.version();
    }

    @Override
    public int countImages() throws IOException {
        return namespace.images().list(List.of()).size();
    }

    @Override
    public List<Descriptor> content() throws IOException {
        List<Descriptor> found = new ArrayList<>();
        namespace.content().walk(info -> found.add(Descriptor.of(MediaTypes.OCTET_STREAM, info.digest(), info.size())));
        return found;
    }

    @Override
    public long size(Descriptor blob) throws IOException {
        return namespace.content().info(blob.digest()).orElseThrow().size();
    }

    @Override
    public long read(Descriptor descriptor) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        try (Blob blob = namespace.content().open(descriptor)) {
            long position = 0;
            while (position < blob.size()) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), blob.size() - position));
                position += blob.readAt(position, buffer);
            }
            return position;
        }
    }

    @Override
    public void close() {
        containerd.close();
    }
}
