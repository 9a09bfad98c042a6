package dev.drayage.sync;

import dev.drayage.content.ReadableContent;
import dev.drayage.content.ReferrersProvider;
import dev.drayage.fill.FilledContent;
import dev.drayage.image.ImageSource;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.Reference;
import dev.drayage.source.Fillers;
import java.io.IOException;
import java.util.List;

/**
 * Images come from where they would, and what that lacks or holds corrupt from other places.
 *
 * @param origin knows what names mean
 * @param fillers the other places
 */
public record FilledOrigin(ImageOrigin origin, Fillers fillers) implements ImageOrigin {
    @Override
    public Digest look(Reference name) throws IOException {
        return origin.look(name);
    }

    @Override
    public boolean isRegistry() {
        return origin.isRegistry();
    }

    @Override
    public ImageSource open(Reference name) throws IOException {
        ImageSource source = origin.open(name);
        return new Open(
                source, new FilledContent(source.content(), fillers.contents(), FilledContent.Reading.ONCE), fillers);
    }

    /** One that counts, when it is closed, what came from elsewhere. */
    private record Open(ImageSource source, FilledContent filled, Fillers fillers)
            implements ImageSource, ReferrersProvider {
        @Override
        public ReadableContent content() {
            return filled;
        }

        @Override
        public List<Descriptor> images() throws IOException {
            return source.images();
        }

        @Override
        public Descriptor find(String name) throws IOException {
            return source.find(name);
        }

        @Override
        public List<Descriptor> referrers(Descriptor subject) throws IOException {
            return source instanceof ReferrersProvider known ? known.referrers(subject) : List.of();
        }

        @Override
        public String location() {
            return source.location();
        }

        @Override
        public void close() throws IOException {
            fillers.count(filled);
            source.close();
        }
    }
}
