package dev.drayage.store;

import dev.drayage.image.ImageDestination;
import dev.drayage.image.ImageSource;
import dev.drayage.metadata.ImageNamespace;
import dev.drayage.metadata.StoredImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.testkit.ContentWrites;
import java.io.IOException;
import java.nio.file.Path;

/** A process that has begun to copy an image of its store into it, until it is told to end. */
final class CopyingWorker {
    private CopyingWorker() {}

    /** Begins to copy in the store of the root that is given. */
    public static void main(String[] arguments) throws IOException {
        try (LocalStore store = LocalStore.open(Path.of(arguments[0]))) {
            ImageNamespace namespace = store.namespace("default");
            byte[] content = {1, 2, 3};
            Digest digest =
                    ContentWrites.store(namespace.content(), "image", content).digest();
            namespace
                    .images()
                    .create(StoredImage.of(
                            "a.example/b:c", Descriptor.of(MediaTypes.OCI_MANIFEST, digest, content.length)));
            try (ImageSource source = namespace.source();
                    ImageDestination destination = namespace.destination()) {
                source.find("a.example/b:c");
                System.out.println("copying" + (destination.warnings().isEmpty() ? "" : "?"));
                System.out.flush();
                System.in.read();
            }
        }
    }
}
