package dev.drayage.containerd;

import dev.drayage.containerd.api.content.Info;
import dev.drayage.containerd.api.content.Status;
import dev.drayage.containerd.api.types.FieldMask;
import dev.drayage.containerd.api.types.Timestamp;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.IngestStatus;
import dev.drayage.metadata.StoredImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.InvalidDigestException;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Our values as containerd's messages, and back. */
final class Wire {
    private Wire() {}

    static Timestamp timestamp(Instant time) {
        return Timestamp.newBuilder()
                .setSeconds(time.getEpochSecond())
                .setNanos(time.getNano())
                .build();
    }

    static Instant instant(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }

    static Digest digest(String text) throws IOException {
        try {
            return Digest.parse(text);
        } catch (InvalidDigestException e) {
            throw new ContentException(Kind.INVALID_ARGUMENT, e.getMessage() + ", which was sent by the other side", e);
        }
    }

    /** Null stands for the empty text. */
    static @Nullable Digest digestOrNull(String text) throws IOException {
        return text.isEmpty() ? null : digest(text);
    }

    static String text(@Nullable Digest digest) {
        return digest == null ? "" : digest.toString();
    }

    static ContentInfo info(Info message) throws IOException {
        Instant created = instant(message.getCreatedAt());
        Instant updated = instant(message.getUpdatedAt());
        return new ContentInfo(
                digest(message.getDigest()),
                message.getSize(),
                created,
                // containerd 1.6 leaves it out of listings.
                updated.isBefore(created) ? created : updated,
                new TreeMap<>(message.getLabelsMap()));
    }

    static Info info(ContentInfo info) {
        return Info.newBuilder()
                .setDigest(info.digest().toString())
                .setSize(info.size())
                .setCreatedAt(timestamp(info.created()))
                .setUpdatedAt(timestamp(info.updated()))
                .putAllLabels(info.labels())
                .build();
    }

    static IngestStatus status(Status message) throws IOException {
        return new IngestStatus(
                message.getRef(),
                message.getOffset(),
                message.getTotal(),
                digestOrNull(message.getExpected()),
                instant(message.getStartedAt()),
                instant(message.getUpdatedAt()));
    }

    static Status status(IngestStatus status) {
        return Status.newBuilder()
                .setRef(status.ref())
                .setOffset(status.offset())
                .setTotal(status.total())
                .setExpected(text(status.expected()))
                .setStartedAt(timestamp(status.startedAt()))
                .setUpdatedAt(timestamp(status.updatedAt()))
                .build();
    }

    static StoredImage image(dev.drayage.containerd.api.images.Image message) throws IOException {
        dev.drayage.containerd.api.types.Descriptor target = message.getTarget();
        return new StoredImage(
                message.getName(),
                Descriptor.of(target.getMediaType(), digest(target.getDigest()), target.getSize())
                        .withAnnotations(target.getAnnotationsMap()),
                new TreeMap<>(message.getLabelsMap()),
                instant(message.getCreatedAt()),
                instant(message.getUpdatedAt()));
    }

    static dev.drayage.containerd.api.images.Image image(StoredImage image) {
        return dev.drayage.containerd.api.images.Image.newBuilder()
                .setName(image.name())
                .putAllLabels(image.labels())
                .setTarget(dev.drayage.containerd.api.types.Descriptor.newBuilder()
                        .setMediaType(image.target().mediaType())
                        .setDigest(image.target().digest().toString())
                        .setSize(image.target().size())
                        .putAllAnnotations(image.target().annotations()))
                .build();
    }

    static FieldMask mask(Collection<String> paths) {
        return FieldMask.newBuilder().addAllPaths(paths).build();
    }
}
