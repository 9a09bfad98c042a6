package dev.drayage.server.cache;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ReadableContent;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.repository.Repository;
import dev.drayage.server.cache.SharedQuestions.Question;
import java.io.IOException;
import java.util.Optional;

/** The content of a repository of the upstream: from here if it is here, or else fetched. */
final class CachedContent implements ReadableContent {
    /** Each may be a request to the upstream. */
    private static final int QUESTIONS_AT_ONCE = 8;

    private final CachedRepository repository;
    private final CacheParts parts;

    CachedContent(CachedRepository repository, CacheParts parts) {
        this.repository = repository;
        this.parts = parts;
    }

    @Override
    public Blob open(Descriptor descriptor) throws IOException {
        Digest digest = descriptor.digest();
        Pins.Pin pin = parts.store().pins().pin(digest);
        try {
            Optional<Blob> here = here(descriptor, pin);
            if (here.isEmpty()
                    && MediaTypes.isDocument(descriptor.mediaType())
                    && repository.findDigest(digest).isPresent()) {
                here = here(descriptor, pin);
            }
            if (here.isEmpty() && isElsewhere(digest) && info(digest).isPresent()) {
                here = here(descriptor, pin);
            }
            return here.isPresent() ? here.get() : parts.fetches().open(this, descriptor, pin);
        } catch (IOException | RuntimeException e) {
            pin.close();
            throw e;
        }
    }

    /** What is stored; what holds it is closed with it. */
    private Optional<Blob> here(Descriptor descriptor, Pins.Pin pin) throws IOException {
        Optional<ContentInfo> info = parts.store().info(name(), descriptor.digest());
        if (info.isEmpty()) {
            return Optional.empty();
        }
        parts.store().used(info.get());
        try {
            return Optional.of(new PinnedBlob(parts.store().open(descriptor), pin, parts.eviction()));
        } catch (ContentNotFoundException e) {
            // Somebody else has just removed it.
            return Optional.empty();
        }
    }

    /** Whether it is here, or on its way, for another repository: then the upstream has only to say that this one has it. */
    private boolean isElsewhere(Digest digest) throws IOException {
        return parts.store().info(digest).isPresent() || parts.fetches().isElsewhere(name(), digest);
    }

    @Override
    public Optional<ContentInfo> info(Digest digest) throws IOException {
        Optional<ContentInfo> here = parts.store().info(name(), digest);
        if (here.isPresent()) {
            return here.map(info -> new ContentInfo(digest, info.size()));
        }
        Optional<Long> coming = parts.fetches().size(name(), digest);
        return coming.isPresent()
                ? coming.map(size -> new ContentInfo(digest, size))
                : parts.questions().ask(new Question("blob", name(), digest.toString()), () -> askFor(digest));
    }

    private Optional<ContentInfo> askFor(Digest digest) throws IOException {
        Optional<ContentInfo> found =
                parts.outage().asking(() -> upstream().content().info(digest));
        if (found.isPresent()) {
            Optional<ContentInfo> stored = parts.store().info(digest);
            if (stored.isPresent()) {
                parts.store().addTo(name(), stored.get());
            }
            parts.fetches().addTo(name(), digest);
        }
        return found.map(info -> new ContentInfo(digest, info.size()));
    }

    @Override
    public int parallelism() {
        return QUESTIONS_AT_ONCE;
    }

    String name() {
        return repository.name();
    }

    /** Where it is fetched from. */
    Repository upstream() throws IOException {
        return repository.upstream();
    }

    CacheParts parts() {
        return parts;
    }

    @Override
    public String location() {
        return parts.location();
    }
}
