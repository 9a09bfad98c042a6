package dev.drayage.server.cache;

import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ReadableContent;
import dev.drayage.content.Verification;
import dev.drayage.document.InvalidDocumentException;
import dev.drayage.document.Limits;
import dev.drayage.graph.Referral;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.InvalidDigestException;
import dev.drayage.oci.RawDocument;
import dev.drayage.repository.Repository;
import dev.drayage.server.cache.Outage.UpstreamOutException;
import dev.drayage.server.cache.SharedQuestions.Question;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A repository of the upstream, and what is here of it. */
final class CachedRepository implements Repository {
    /** After this time what a tag last meant is served. */
    private static final Duration TAG_TIMEOUT = Duration.ofSeconds(5);

    private final String name;
    private final CacheParts parts;

    CachedRepository(String name, CacheParts parts) {
        this.name = name;
        this.parts = parts;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ReadableContent content() {
        return new CachedContent(this, parts);
    }

    /** The same repository of the upstream. */
    Repository upstream() throws IOException {
        return parts.upstream()
                .find(name)
                .orElseThrow(() -> ContentNotFoundException.of(
                        List.of(), "there is no repository " + name + " in " + parts.location()));
    }

    @Override
    public Optional<Descriptor> find(String reference) throws IOException {
        if (reference.indexOf(':') < 0) {
            return findTag(reference);
        }
        try {
            return findDigest(Digest.parse(reference));
        } catch (InvalidDigestException e) {
            return Optional.empty();
        }
    }

    /** What a digest names is always the same. */
    Optional<Descriptor> findDigest(Digest digest) throws IOException {
        Optional<Descriptor> here = parts.store().document(name, digest);
        return here.isPresent()
                ? here
                : parts.questions()
                        .ask(new Question("manifest", name, digest.toString()), () -> fetch(digest.toString()));
    }

    private Optional<Descriptor> findTag(String tag) throws IOException {
        Optional<CacheStore.Tag> here = parts.store().tag(name, tag);
        Question question = new Question("tag", name, tag);
        if (here.isEmpty()) {
            return parts.questions().ask(question, () -> askForTag(tag));
        }
        Descriptor last = here.get().target();
        if (isFresh(here.get())) {
            return Optional.of(last);
        }
        String outage = "it did not respond a moment ago";
        if (!parts.outage().isExpected()) {
            try {
                Optional<Optional<Descriptor>> now =
                        parts.questions().<Optional<Descriptor>>ask(question, () -> askForTag(tag), TAG_TIMEOUT);
                if (now.isPresent()) {
                    return now.get();
                }
                parts.outage().begin();
                outage = "it did not respond within " + TAG_TIMEOUT.toSeconds() + " seconds";
            } catch (UpstreamOutException e) {
                outage = String.valueOf(e.getMessage());
            }
        }
        parts.warn("serving " + name + ":" + tag + " as it was last known, " + last.digest()
                + ", for the upstream cannot be asked: " + outage);
        return Optional.of(last);
    }

    private boolean isFresh(CacheStore.Tag tag) {
        Duration revalidate = parts.options().revalidate();
        // Not by adding to a time that may be the least there is, or lie ahead of a clock that was put back.
        return !revalidate.isZero()
                && parts.store().now().minus(revalidate).isBefore(tag.checked())
                && !tag.checked().isAfter(parts.store().now());
    }

    private Optional<Descriptor> askForTag(String tag) throws IOException {
        Optional<CacheStore.Tag> here = parts.store().tag(name, tag);
        if (here.isPresent() && isFresh(here.get())) {
            return here.map(CacheStore.Tag::target);
        }
        Optional<Descriptor> found = fetch(tag);
        try {
            if (found.isPresent()) {
                parts.store().putTag(name, tag, found.get());
            } else {
                parts.store().dropTag(name, tag);
            }
        } catch (IOException e) {
            // As on a disk that is full. The answer is right, and what is not noted is asked for again.
            parts.warn("cannot note what " + name + ":" + tag + " means: " + e.getMessage());
        }
        return found;
    }

    /** Asks the upstream for a manifest, and stores it unless it is here. */
    private Optional<Descriptor> fetch(String reference) throws IOException {
        Found found = parts.outage().asking(() -> {
            Repository upstream = upstream();
            return new Found(upstream, upstream.find(reference));
        });
        if (found.descriptor().isPresent()) {
            keep(found.upstream(), found.descriptor().get());
        }
        return found.descriptor();
    }

    /** What was found, and where: that repository may have read the document already. */
    private record Found(Repository upstream, Optional<Descriptor> descriptor) {}

    private void keep(Repository upstream, Descriptor found) throws IOException {
        Digest digest = found.digest();
        Pins.Pin pin = parts.store().pins().pin(digest);
        try (pin) {
            Descriptor plain = Descriptor.of(found.mediaType(), digest, found.size());
            if (parts.store().document(name, digest).isPresent()) {
                return;
            }
            Optional<ContentInfo> elsewhere = parts.store()
                    .info(digest)
                    .filter(info -> CacheLabels.isDocument(info) && info.size() == found.size());
            if (elsewhere.isPresent()) {
                parts.store().putDocument(name, plain, elsewhere.get());
                return;
            }
            byte[] bytes = parts.outage()
                    .asking(() -> Verification.readAll(
                            upstream.content(), plain, Limits.defaults().maxBytes()));
            parts.eviction().reserve(digest.toString(), bytes.length);
            try {
                parts.store().putDocument(name, plain, bytes);
            } finally {
                parts.eviction().release(digest.toString());
            }
        }
    }

    @Override
    public List<String> tags(String after, int limit) throws IOException {
        try {
            return parts.outage().asking(() -> upstream().tags(after, limit));
        } catch (UpstreamOutException e) {
            parts.warn("listing the tags of " + name + " that were asked for here, for the upstream cannot be asked: "
                    + e.getMessage());
            String prefix = name + ":";
            return parts.store().names().stream()
                    .filter(known -> known.startsWith(prefix))
                    .map(known -> known.substring(prefix.length()))
                    .filter(tag -> tag.indexOf('/') < 0 && tag.indexOf('@') < 0 && tag.compareTo(after) > 0)
                    .sorted()
                    .limit(limit)
                    .toList();
        }
    }

    @Override
    public List<Descriptor> referrers(Descriptor subject) throws IOException {
        try {
            return parts.outage().asking(() -> upstream().referrers(subject));
        } catch (UpstreamOutException e) {
            parts.warn("listing what refers to " + subject.digest() + " as far as it was asked for here, for the"
                    + " upstream cannot be asked: " + e.getMessage());
            List<Descriptor> known = new ArrayList<>();
            for (Descriptor referrer : parts.store().about(name, subject.digest())) {
                described(referrer).ifPresent(known::add);
            }
            return known;
        }
    }

    private Optional<Descriptor> described(Descriptor referrer) throws IOException {
        byte[] bytes = Verification.readAll(
                parts.store().content(), referrer, Limits.defaults().maxBytes());
        try {
            return Referral.of(referrer, RawDocument.of(bytes), Limits.defaults())
                    .map(Referral::referrer);
        } catch (InvalidDocumentException e) {
            return Optional.empty();
        }
    }
}
