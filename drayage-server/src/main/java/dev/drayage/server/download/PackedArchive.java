package dev.drayage.server.download;

import dev.drayage.archive.ImageArchive;
import dev.drayage.compress.Compression;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;

/** Packs an archive while it is sent. */
final class PackedArchive {
    private final ImageArchive archive;
    private final Compression compression;

    PackedArchive(ImageArchive archive, Compression compression) {
        this.archive = archive;
        this.compression = compression;
    }

    /** Writes all of it; what fails leaves data without an end, which nobody takes for whole. */
    void writeTo(WritableByteChannel target) throws IOException {
        Severable sent = new Severable(Channels.newOutputStream(target));
        try (OutputStream packing = compression.pack(sent)) {
            try {
                archive.writeTo(Channels.newChannel(packing), 0, archive.size());
            } catch (IOException | RuntimeException e) {
                sent.severed = true;
                throw e;
            }
        }
    }

    /** Takes nothing more once it is severed, so that packing can be closed, which frees memory, without an end. */
    private static final class Severable extends FilterOutputStream {
        private boolean severed;

        Severable(OutputStream target) {
            super(target);
        }

        @Override
        public void write(int b) throws IOException {
            if (!severed) {
                out.write(b);
            }
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (!severed) {
                out.write(bytes, offset, length);
            }
        }
    }
}
