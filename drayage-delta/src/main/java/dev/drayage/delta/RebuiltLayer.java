package dev.drayage.delta;

import dev.drayage.content.Blob;
import dev.drayage.oci.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** A layer that is made again when it is opened; the same at the same time once. Thread-safe. */
final class RebuiltLayer {
    /** Makes it. */
    interface Maker {
        /** The layer, verified, in a file that closing it gives back. */
        Blob make() throws IOException;
    }

    private final LayerRecipe recipe;
    private final Maker maker;
    private Blob made = Blob.ofBytes(new byte[0]);
    private int users;

    RebuiltLayer(LayerRecipe recipe, Maker maker) {
        this.recipe = recipe;
        this.maker = maker;
    }

    Digest digest() {
        return recipe.digest();
    }

    long size() {
        return recipe.size();
    }

    /** Whoever opens it closes it; the last one gives back the disk that it takes. */
    synchronized Blob open() throws IOException {
        if (users == 0) {
            made = maker.make();
        }
        users++;
        return new Opened(this, made);
    }

    private synchronized void release() throws IOException {
        users--;
        if (users == 0) {
            made.close();
        }
    }

    private static final class Opened implements Blob {
        private final RebuiltLayer layer;
        private final Blob blob;
        private boolean closed;

        Opened(RebuiltLayer layer, Blob blob) {
            this.layer = layer;
            this.blob = blob.slice(0, blob.size());
        }

        @Override
        public long size() {
            return blob.size();
        }

        @Override
        public int readAt(long position, ByteBuffer target) throws IOException {
            return blob.readAt(position, target);
        }

        @Override
        public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
            return blob.transferTo(position, count, target);
        }

        @Override
        public synchronized void close() throws IOException {
            if (!closed) {
                closed = true;
                blob.close();
                layer.release();
            }
        }
    }
}
