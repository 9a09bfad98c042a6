package dev.drayage.storage.collect;

import dev.drayage.file.PendingFile;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.file.Path;

/** A plan that is being written; it has its name when it is complete. */
final class PlanOutput implements Closeable {
    private final PendingFile file;
    private final OutputStream out;

    private PlanOutput(PendingFile file) {
        this.file = file;
        this.out = new BufferedOutputStream(Channels.newOutputStream(file.channel()));
    }

    static PlanOutput create(Path path, String storage, CollectOptions options) throws IOException {
        PlanOutput output = new PlanOutput(PendingFile.create(path));
        output.line(CollectPlan.head(storage, options));
        return output;
    }

    private void line(byte[] json) throws IOException {
        out.write(json);
        out.write('\n');
    }

    /** A listener that notes what would go, and passes everything on. */
    CollectListener noting(CollectListener listener) {
        return new CollectListener() {
            @Override
            public void began(Step step) {
                listener.began(step);
            }

            @Override
            public void unused(TagRule rule) {
                listener.unused(rule);
            }

            @Override
            public void item(CollectItem item) {
                if (item.fate() == CollectItem.Fate.REMOVED) {
                    try {
                        line(CollectPlan.line(item));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
                listener.item(item);
            }
        };
    }

    void finish() throws IOException {
        out.flush();
        file.commit();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
