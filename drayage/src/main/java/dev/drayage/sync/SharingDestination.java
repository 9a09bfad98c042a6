package dev.drayage.sync;

import dev.drayage.content.AlreadyExistsException;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentIngester;
import dev.drayage.content.ContentWriter;
import dev.drayage.content.InfoProvider;
import dev.drayage.content.ReadableContent;
import dev.drayage.image.ImageDestination;
import dev.drayage.image.NamedImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.MediaTypes;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A repository of a registry to which several are pushed at once: a blob that one of them has is taken over from there.
 *
 * @param images the repository
 * @param content what is pushed
 * @param domain the registry, as references name it
 * @param path the repository's path
 * @param origin the path that the images come from, if that is in the same registry; else null
 * @param uploads what all of them know
 */
record SharingDestination(
        ImageDestination images,
        ReadableContent content,
        String domain,
        String path,
        @Nullable String origin,
        SharedUploads uploads)
        implements ImageDestination {
    /** Where a registry's client looks for repositories that have a blob. */
    private static final String HOLDERS = "containerd.io/distribution.source.";

    @Override
    public ContentIngester ingester() {
        return this::writer;
    }

    private ContentWriter writer(String ref, @Nullable Descriptor expected) throws IOException {
        if (expected == null || MediaTypes.isDocument(expected.mediaType())) {
            return images.ingester().writer(ref, expected);
        }
        Digest digest = expected.digest();
        boolean claimed = true;
        Set<String> holders = new LinkedHashSet<>(uploads.begin(digest));
        try {
            if (holders.contains(path)) {
                throw new AlreadyExistsException(
                        expected.kind() + " " + digest + " is in " + images.location() + " already");
            }
            Descriptor told = told(expected, holders);
            ContentWriter writer = images.ingester().writer(ref, told);
            try {
                uploads.send(digest);
            } catch (IOException e) {
                writer.close();
                throw e;
            }
            claimed = false;
            AtomicBoolean isOpen = new AtomicBoolean(true);
            return new ClaimedWriter(writer, () -> uploads.note(digest, path), () -> {
                if (isOpen.getAndSet(false)) {
                    uploads.sent();
                    uploads.end(digest);
                }
            });
        } catch (AlreadyExistsException e) {
            uploads.note(digest, path);
            throw e;
        } finally {
            if (claimed) {
                uploads.end(digest);
            }
        }
    }

    /** With two that have it: the registry may let nobody take it over from the one, and each that is asked is a request. */
    private Descriptor told(Descriptor expected, Set<String> holders) {
        Set<String> told = new LinkedHashSet<>();
        holders.stream().findFirst().ifPresent(told::add);
        if (origin != null) {
            told.add(origin);
        }
        return told.isEmpty() ? expected : expected.withAnnotation(HOLDERS + domain, String.join(",", told));
    }

    /**
     * Nothing is known to be there before its writer is asked for, which finds out with fewer requests; but for what the
     * images lack, such as the base of a bundle, which has no writer.
     */
    @Override
    public InfoProvider present() {
        return digest ->
                content.whereabouts(digest).isPresent() ? images.present().info(digest) : Optional.<ContentInfo>empty();
    }

    @Override
    public Optional<ReadableContent> readable() {
        return images.readable();
    }

    @Override
    public boolean takesSparseIndexes() {
        return images.takesSparseIndexes();
    }

    @Override
    public void expect(List<NamedImage> named) throws IOException {
        images.expect(named);
    }

    @Override
    public void put(Descriptor root, @Nullable String name) throws IOException {
        images.put(root, name);
    }

    @Override
    public String location() {
        return images.location();
    }

    @Override
    public void close() throws IOException {
        images.close();
    }
}
