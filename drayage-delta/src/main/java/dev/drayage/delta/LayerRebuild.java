package dev.drayage.delta;

import dev.drayage.compress.Compression;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentProvider;
import dev.drayage.content.DigestMismatchException;
import dev.drayage.content.SizeMismatchException;
import dev.drayage.content.Verification;
import dev.drayage.copy.VerifiedStream;
import dev.drayage.delta.correction.CorrectionException;
import dev.drayage.delta.tardiff.OldFiles;
import dev.drayage.delta.tardiff.TarDiff;
import dev.drayage.file.SpoolFile;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.MediaTypes;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/** Makes layers again, and proves that they are what they should be. */
final class LayerRebuild {
    private static final int BUFFER_BYTES = 64 << 10;

    private final Path directory;
    private final long maxZstdWindow;

    /**
     * Puts aside what it makes in a directory.
     *
     * @param maxZstdWindow the largest window of a layer in zstd, in bytes
     */
    LayerRebuild(Path directory, long maxZstdWindow) {
        this.directory = directory;
        this.maxZstdWindow = maxZstdWindow;
    }

    /**
     * Of files of the old image and a patch.
     *
     * @param progress takes how many bytes more were made
     */
    Blob patched(LayerRecipe recipe, ContentProvider delta, Descriptor patch, OldFiles files, LongConsumer progress)
            throws IOException {
        try (Blob diff = delta.open(patch)) {
            return make(
                    recipe, delta, delta.location(), progress, out -> apply(recipe, delta, patch, diff, files, out));
        }
    }

    /** Says which patch it is that is damaged. */
    private static void apply(
            LayerRecipe recipe, ContentProvider delta, Descriptor patch, Blob diff, OldFiles files, OutputStream out)
            throws IOException {
        try {
            TarDiff.apply(diff, files, recipe.unpackedSize(), out);
        } catch (SizeMismatchException e) {
            throw e; // of the layer, which says what it is
        } catch (ContentException e) {
            if (!e.saysOfContent()) {
                throw e;
            }
            throw new ContentException(
                    Kind.FAILED_PRECONDITION,
                    "patch " + patch.digest() + " in " + delta.location() + " for layer " + recipe.digest() + ": "
                            + e.getMessage(),
                    e);
        }
    }

    /**
     * Of a layer of the old image that unpacks to the same.
     *
     * @param delta has the correction, if there is one
     * @param progress takes how many bytes more were made
     */
    Blob repacked(
            LayerRecipe recipe, ContentProvider delta, ContentProvider base, Descriptor layer, LongConsumer progress)
            throws IOException {
        return make(recipe, delta, base.location(), progress, out -> unpack(base, layer, recipe.unpackedSize(), out));
    }

    /**
     * Unpacks a layer, up to so many bytes.
     *
     * @throws ContentException of kind {@code FAILED_PRECONDITION} if it is damaged, which is told before anything that
     *     comes of it
     */
    void unpack(ContentProvider content, Descriptor layer, long maxBytes, OutputStream target) throws IOException {
        try (Blob packed = content.open(layer)) {
            Verification.requireSize(layer, packed.size(), content.location(layer));
            VerifiedStream stored = new VerifiedStream(packed, content.verification(layer));
            try {
                unpack(Compression.of(packed).unpack(stored, maxZstdWindow), layer, maxBytes, target);
            } catch (InterruptedIOException e) {
                throw e;
            } catch (UnwritableException e) {
                // The layer has no part in it.
                throw e.failure;
            } catch (IOException e) {
                stored.finish();
                throw e instanceof ContentException
                        ? e
                        : new ContentException(
                                Kind.FAILED_PRECONDITION,
                                "layer " + layer.digest() + " in " + content.location() + " cannot be unpacked: "
                                        + (e.getMessage() == null ? "it ends too early" : e.getMessage()),
                                e);
            }
            stored.finish();
        }
    }

    private static void unpack(InputStream unpacked, Descriptor layer, long maxBytes, OutputStream target)
            throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        long count = 0;
        try (InputStream in = unpacked) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                count += read;
                if (count > maxBytes) {
                    throw new ContentException(
                            Kind.FAILED_PRECONDITION,
                            "layer " + layer.digest() + " unpacks to more than " + maxBytes
                                    + " bytes, the limit for it");
                }
                try {
                    target.write(buffer, 0, read);
                } catch (IOException e) {
                    throw new UnwritableException(e);
                }
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedIOException("interrupted while unpacking layer " + layer.digest());
                }
            }
        }
    }

    /** Says that what a layer unpacks to could not be written. */
    private static final class UnwritableException extends IOException {
        private static final long serialVersionUID = 1;

        private final IOException failure;

        UnwritableException(IOException failure) {
            super(failure);
            this.failure = failure;
        }
    }

    /** Writes what a layer unpacks to. */
    private interface Plain {
        void writeTo(OutputStream target) throws IOException;
    }

    private Blob make(LayerRecipe recipe, ContentProvider delta, String location, LongConsumer progress, Plain plain)
            throws IOException {
        Descriptor layer = Descriptor.of(MediaTypes.OCI_LAYER, recipe.digest(), recipe.size());
        String made = "what is made of " + location;
        SpoolFile spool = SpoolFile.create(directory);
        try {
            HashedOutput hashed =
                    new HashedOutput(spool.output(), layer.digest().algorithm()) {
                        @Override
                        void expect(long bytes) throws IOException {
                            if (bytes > layer.size()) {
                                throw new SizeMismatchException(layer, made, bytes);
                            }
                            progress.accept(bytes - count());
                        }
                    };
            try (Buffered packed = new Buffered(hashed);
                    InputStream correction = correction(recipe, delta);
                    OutputStream packer = recipe.packing().packer(packed, correction);
                    Buffered buffered = new Buffered(packer)) {
                plain.writeTo(buffered);
            }
            Verification.requireSize(layer, hashed.count(), made);
            Digest actual = hashed.digest();
            if (!actual.equals(layer.digest())) {
                throw new DigestMismatchException(layer, made, actual);
            }
            return spool.toBlob();
        } catch (CorrectionException e) {
            spool.close();
            throw new ContentException(
                    Kind.FAILED_PRECONDITION,
                    "layer " + layer.digest() + " cannot be made of " + location + " and the correction in "
                            + delta.location() + ", one of which is damaged: " + e.getMessage(),
                    e);
        } catch (IOException | RuntimeException e) {
            spool.close();
            throw e;
        }
    }

    /**
     * Requires room for what is put aside.
     *
     * @param what what is done, for the message
     * @throws IOException if there is less
     */
    static void requireRoom(long needed, Path directory, String what) throws IOException {
        long free = Files.getFileStore(directory).getUsableSpace();
        if (needed > free) {
            throw new IOException(what + " takes " + needed + " bytes in " + directory + ", where " + free
                    + " are free; choose another directory");
        }
    }

    /** The correction of a layer, verified, from its beginning; nothing if it needs none. */
    private static InputStream correction(LayerRecipe recipe, ContentProvider delta) throws IOException {
        Descriptor descriptor = recipe.correction();
        if (descriptor == null) {
            return InputStream.nullInputStream();
        }
        Blob blob = delta.open(descriptor);
        try {
            verify(delta, descriptor, blob);
            return new BufferedInputStream(Channels.newInputStream(blob.newChannel()), BUFFER_BYTES) {
                @Override
                public void close() throws IOException {
                    blob.close();
                }
            };
        } catch (IOException | RuntimeException e) {
            blob.close();
            throw e;
        }
    }

    /** Reads a patch or a correction, and throws if it is not what its descriptor says. */
    static void verify(ContentProvider content, Descriptor descriptor, Blob blob) throws IOException {
        Verification.requireSize(descriptor, blob.size(), content.location(descriptor));
        new VerifiedStream(blob, content.verification(descriptor)).finish();
    }

    /** Encoders are slow at single bytes. */
    private static final class Buffered extends BufferedOutputStream {
        Buffered(OutputStream target) {
            super(target, BUFFER_BYTES);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
