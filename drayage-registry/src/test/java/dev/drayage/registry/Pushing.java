package dev.drayage.registry;

import dev.drayage.content.AlreadyExistsException;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentWriter;
import dev.drayage.content.ReadableContent;
import dev.drayage.graph.Documents;
import dev.drayage.graph.Handler;
import dev.drayage.image.ImageDestination;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The least that it takes to copy an image: children before parents, one after the other. */
final class Pushing {
    private final ReadableContent source;
    private final ImageDestination destination;
    private final Handler children;
    private final Set<Digest> done = new HashSet<>();

    private Pushing(ReadableContent source, ImageDestination destination) {
        this.source = source;
        this.destination = destination;
        this.children = Handler.children(new Documents(source));
    }

    static void push(ReadableContent source, Descriptor root, ImageDestination destination, @Nullable String name)
            throws IOException {
        new Pushing(source, destination).push(root);
        destination.put(root, name);
    }

    private void push(Descriptor descriptor) throws IOException {
        if (!done.add(descriptor.digest())) {
            return;
        }
        for (Descriptor child : children.handle(descriptor)) {
            push(child);
        }
        send(source, descriptor, destination);
    }

    /** Sends one blob or document, large ones straight from the blob. */
    static void send(ReadableContent source, Descriptor descriptor, ImageDestination destination) throws IOException {
        try (ContentWriter writer =
                        destination.ingester().writer(descriptor.digest().toString(), descriptor);
                Blob blob = source.open(descriptor)) {
            writer.write(blob, 0, blob.size());
            writer.commit(descriptor.size(), descriptor.digest(), Map.of());
        } catch (AlreadyExistsException e) {
            // Another stored it first, or it was there.
        }
    }

    /** Sends one blob through buffers, as from a source that is no blob. */
    static void sendBuffers(byte[] bytes, Descriptor descriptor, ImageDestination destination, int bufferBytes)
            throws IOException {
        try (ContentWriter writer =
                destination.ingester().writer(descriptor.digest().toString(), descriptor)) {
            for (int at = 0; at < bytes.length; at += bufferBytes) {
                writer.write(ByteBuffer.wrap(bytes, at, Math.min(bufferBytes, bytes.length - at)));
            }
            writer.commit(descriptor.size(), descriptor.digest(), Map.of());
        }
    }
}
