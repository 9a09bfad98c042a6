package dev.drayage.server.page;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Builds the tar of a layer. */
final class LayerBytes {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8");

    LayerBytes() {
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
    }

    LayerBytes folder(String path) {
        return entry(new TarArchiveEntry(path + "/"), new byte[0]);
    }

    LayerBytes file(String path, String text) {
        return file(path, text.getBytes(StandardCharsets.UTF_8));
    }

    LayerBytes file(String path, byte[] content) {
        TarArchiveEntry entry = new TarArchiveEntry(path);
        entry.setSize(content.length);
        return entry(entry, content);
    }

    LayerBytes link(String path, String target) {
        TarArchiveEntry entry = new TarArchiveEntry(path, TarConstants.LF_SYMLINK);
        entry.setLinkName(target);
        return entry(entry, new byte[0]);
    }

    LayerBytes hardLink(String path, String target) {
        TarArchiveEntry entry = new TarArchiveEntry(path, TarConstants.LF_LINK);
        entry.setLinkName(target);
        return entry(entry, new byte[0]);
    }

    private LayerBytes entry(TarArchiveEntry entry, byte[] content) {
        entry.setModTime(0);
        try {
            tar.putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    byte[] build() {
        try {
            tar.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
