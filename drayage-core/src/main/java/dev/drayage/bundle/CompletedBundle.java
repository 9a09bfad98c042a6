package dev.drayage.bundle;

import dev.drayage.content.ContentInfo;
import dev.drayage.document.Limits;
import dev.drayage.image.ImageSearch;
import dev.drayage.image.ImageSource;
import dev.drayage.oci.Descriptor;
import java.io.IOException;
import java.util.List;

/**
 * A bundle, and places that have what it lacks, which others close.
 *
 * @param bundle closed with this
 * @param content of all of them
 */
record CompletedBundle(Bundle bundle, CompletedContent content) implements ImageSource {
    @Override
    public List<Descriptor> images() throws IOException {
        return bundle.images();
    }

    @Override
    public Descriptor find(String name) throws IOException {
        return new ImageSearch(content, Limits.defaults(), images()).find(name);
    }

    @Override
    public List<ContentInfo> blobs() throws IOException {
        return bundle.blobs();
    }

    @Override
    public String location() {
        return bundle.location();
    }

    @Override
    public void close() throws IOException {
        bundle.close();
    }
}
