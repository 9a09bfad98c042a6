package dev.drayage.place.check;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ReadableContent;
import dev.drayage.content.Verification;
import dev.drayage.document.Limits;
import dev.drayage.fill.FilledContent;
import dev.drayage.graph.Documents;
import dev.drayage.graph.Graph;
import dev.drayage.graph.Handler;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.place.check.PlaceRepair.Mode;
import dev.drayage.place.check.PlaceRepair.RepairListener;
import dev.drayage.place.check.PlaceRepair.RepairReport;
import dev.drayage.place.check.WholePlaceCheck.Kind;
import dev.drayage.place.check.WholePlaceCheck.Problem;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Repairs the content of images: each blob that they are made of is read, and what is missing or corrupt replaced. What a
 * missing index or manifest refers to is known from where it is replaced from.
 */
public final class ContentRepair {
    private static final int BUFFER_BYTES = 256 << 10;

    private final ReadableContent content;
    private final List<ReadableContent> from;
    private final Mode mode;
    private final RepairListener told;
    private final BlobReplacer replacer;
    private final Set<Digest> seen = new HashSet<>();
    private long repaired;
    private long bytes;
    private long left;

    /** How right bytes get to their place. */
    public interface BlobReplacer {
        /**
         * Why the blob cannot be put in its place, in words; empty if it can be.
         *
         * @param isThere whether there is something now, which is wrong
         */
        Optional<String> obstacle(Descriptor descriptor, boolean isThere) throws IOException;

        /** Puts it there, at once or so that it can be told from a whole one: these bytes were verified. */
        void replace(Descriptor descriptor, Blob right) throws IOException;
    }

    private ContentRepair(
            ReadableContent content,
            List<ReadableContent> from,
            Mode mode,
            RepairListener told,
            BlobReplacer replacer) {
        this.content = content;
        this.from = List.copyOf(from);
        this.mode = mode;
        this.told = told;
        this.replacer = replacer;
    }

    /**
     * Repairs what images are made of, and what else is stored.
     *
     * @param images where to begin; a place without any has lost them
     * @param stored blobs that need not be part of an image: of these the corrupt ones are replaced
     */
    public static RepairReport run(
            ReadableContent content,
            List<Descriptor> images,
            List<ContentInfo> stored,
            List<ReadableContent> from,
            Mode mode,
            RepairListener told,
            BlobReplacer replacer)
            throws IOException {
        ContentRepair repair = new ContentRepair(content, from, mode, told, replacer);
        if (images.isEmpty()) {
            repair.leave(new Problem(
                    Kind.MISSING,
                    content.location(),
                    content.location() + " lists no images, so what it lacks cannot be known; copy them there"));
        }
        Documents documents =
                new Documents(new FilledContent(content, from, FilledContent.Reading.VERIFIED), Limits.defaults());
        Handler children = Handler.children(documents);
        Graph.walk(
                descriptor -> {
                    repair.check(descriptor);
                    try {
                        return children.handle(descriptor);
                    } catch (ContentException e) {
                        if (e.saysOfContent()) {
                            return List.of(); // told when it was looked at
                        }
                        throw e;
                    }
                },
                documents.limits(),
                images);
        for (ContentInfo info : stored) {
            repair.check(Descriptor.of(MediaTypes.OCTET_STREAM, info.digest(), repair.size(info)));
        }
        return new RepairReport(repair.repaired, repair.bytes, repair.left);
    }

    /** What is stored may have been cut short; another place knows. */
    private long size(ContentInfo info) throws IOException {
        if (!seen.contains(info.digest())) {
            for (ReadableContent place : from) {
                Optional<ContentInfo> other = place.info(info.digest());
                if (other.isPresent()) {
                    return other.get().size();
                }
            }
        }
        return info.size();
    }

    private void check(Descriptor descriptor) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException(
                    "interrupted while reading " + descriptor.kind() + " " + descriptor.digest());
        }
        if (!seen.add(descriptor.digest())) {
            return;
        }
        Problem problem = problem(descriptor);
        if (problem != null) {
            boolean isThere = problem.kind() == Kind.CORRUPT;
            Optional<String> obstacle = replacer.obstacle(descriptor, isThere);
            if (obstacle.isPresent()) {
                leave(new Problem(problem.kind(), problem.name(), problem.message() + "; " + obstacle.get()));
            } else {
                replace(descriptor, problem);
            }
        }
    }

    private void replace(Descriptor descriptor, Problem problem) throws IOException {
        if (from.isEmpty()) {
            leave(problem);
            return;
        }
        FilledContent right =
                new FilledContent(from.get(0), from.subList(1, from.size()), FilledContent.Reading.VERIFIED);
        Blob blob;
        try {
            blob = right.open(descriptor);
        } catch (ContentException e) {
            if (!e.saysOfContent()) {
                throw e;
            }
            leave(problem);
            return;
        }
        try (blob) {
            if (mode == Mode.WRITE) {
                replacer.replace(descriptor, blob);
            }
        }
        repaired++;
        bytes += descriptor.size();
        told.repaired(descriptor.kind() + " " + descriptor.digest() + " (" + descriptor.size() + " bytes) from "
                + right.location(descriptor));
    }

    private void leave(Problem problem) throws IOException {
        left++;
        told.left(problem);
    }

    /** What is wrong with it here; null if nothing is, or if it is meant to be elsewhere. */
    private @Nullable Problem problem(Descriptor descriptor) throws IOException {
        String name = descriptor.digest().toString();
        try {
            read(descriptor);
            return null;
        } catch (ContentNotFoundException e) {
            boolean isElsewhere = descriptor.embeddedData().isPresent()
                    || content.whereabouts(descriptor.digest()).isPresent();
            return isElsewhere ? null : new Problem(Kind.MISSING, name, message(e));
        } catch (ContentException e) {
            if (!e.saysOfContent()) {
                throw e;
            }
            return new Problem(Kind.CORRUPT, name, message(e));
        }
    }

    private static String message(ContentException problem) {
        return String.valueOf(problem.getMessage()).replaceFirst("; fetch this blob again$", "");
    }

    private void read(Descriptor descriptor) throws IOException {
        try (Blob blob = content.open(descriptor)) {
            Verification.requireSize(descriptor, blob.size(), content.location());
            copy(blob, content.verification(descriptor), bytes -> {});
        }
    }

    /** Takes bytes in order. */
    @FunctionalInterface
    public interface Target {
        /** The next of them. */
        void write(ByteBuffer bytes) throws IOException;
    }

    /** Writes a blob in order, and verifies what was written. */
    public static void copy(Blob blob, Verification verification, Target target) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        for (long at = 0; at < blob.size(); ) {
            int count = blob.readAt(at, buffer.clear());
            if (count <= 0) {
                throw ContentException.truncated("blob", blob.size(), at);
            }
            verification.update(buffer.flip().duplicate());
            target.write(buffer);
            at += count;
        }
        verification.finish();
    }
}
