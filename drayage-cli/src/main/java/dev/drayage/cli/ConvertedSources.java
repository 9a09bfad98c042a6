package dev.drayage.cli;

import dev.drayage.docker.ImageConversion;
import dev.drayage.source.Source;
import dev.drayage.source.Sources;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * Sources as their images are to be taken. Closing them discards what was made of the images; the sources stay open.
 *
 * @param all in the order of the sources
 * @param opened what was made
 */
record ConvertedSources(List<Source> all, List<ImageConversion> opened) implements Closeable {

    /** As one. */
    Sources sources() {
        return new Sources(all);
    }

    @Override
    public void close() throws IOException {
        for (ImageConversion conversion : opened) {
            conversion.close();
        }
    }
}
