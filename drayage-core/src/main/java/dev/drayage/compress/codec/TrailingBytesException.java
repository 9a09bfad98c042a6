package dev.drayage.compress.codec;

import java.util.zip.ZipException;

/** Behind packed data lie bytes that are not packed. All that was packed has been read. */
public final class TrailingBytesException extends ZipException {
    private static final long serialVersionUID = 1L;

    TrailingBytesException(long offset) {
        super("its gzip data ends at offset " + offset
                + ", and what follows is not gzip; containerd and Docker refuse to" + " unpack that");
    }
}
