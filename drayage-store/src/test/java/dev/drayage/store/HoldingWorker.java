package dev.drayage.store;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentWriter;
import dev.drayage.testkit.ContentWrites;
import java.io.IOException;
import java.nio.file.Path;

/** A process that has the writer of a ref until somebody kills it, and goes on writing when it is told to. */
final class HoldingWorker {
    static final String REF = "held";
    static final byte[] WRITTEN = {1, 2, 3, 4, 5};

    private HoldingWorker() {}

    /** Holds the ref in the store of the root that is given. */
    public static void main(String[] arguments) throws IOException {
        try (LocalStore store = LocalStore.open(Path.of(arguments[0]));
                ContentWriter writer = store.namespace("default").content().writer(REF, null)) {
            ContentWrites.append(writer, WRITTEN);
            System.out.println("holding");
            System.out.flush();
            while (System.in.read() >= 0) {
                try {
                    ContentWrites.append(writer, WRITTEN);
                    System.out.println("written");
                } catch (ContentException e) {
                    System.out.println(e.kind() + ": " + e.getMessage());
                }
                System.out.flush();
            }
        }
    }
}
