package dev.drayage.delta.tardiff;

import dev.drayage.content.Blob;
import java.io.IOException;

/** Files of the old image by path, as its merged root file system shows them. Any number of threads may use it. */
@FunctionalInterface
public interface OldFiles {

    /**
     * Opens a regular file, whose content can be read at any offset. Whoever asked closes it.
     *
     * @param path from the top, without a leading slash
     * @throws dev.drayage.content.ContentNotFoundException if there is none
     */
    Blob open(String path) throws IOException;
}
