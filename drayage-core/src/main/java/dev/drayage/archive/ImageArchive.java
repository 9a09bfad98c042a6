package dev.drayage.archive;

import dev.drayage.bundle.BundleBase;
import dev.drayage.bundle.BundleBlobs;
import dev.drayage.bundle.LayerDeltas;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentProvider;
import dev.drayage.content.Ranges;
import dev.drayage.content.ReadableContent;
import dev.drayage.image.NamedImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.tar.TarHeader;
import dev.drayage.verify.ImageVerification;
import dev.drayage.verify.VerifyOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An OCI image-layout archive, as containerd's exporter writes it, that need not be written anywhere to be read: once
 * planned, every entry has its place, the exact size is known, and any byte can be read at any time.
 *
 * <p>The bytes depend on the images and options alone. Safe for use by many threads; the content it was planned from
 * must stay open.
 *
 * <p>{@link #readAt} gives blobs as they are stored, unverified, for a range need not hold a whole blob.
 * {@link #writeTo} verifies the size and digest of every blob it writes.
 */
public final class ImageArchive implements Blob {
    /**
     * An entry of an archive, at its place.
     *
     * @param path its name in the tar, a directory's ending in {@code /}
     * @param mode permission bits
     * @param size bytes of content, 0 or more
     * @param offset where its header begins, in bytes from the start of the archive
     * @param dataOffset where its content begins
     * @param descriptor what it holds, for a blob; null for directories and generated files
     */
    public record Entry(
            String path,
            int mode,
            long size,
            long offset,
            long dataOffset,
            @Nullable Descriptor descriptor) {

        /** True for a directory. */
        public boolean isDirectory() {
            return path.endsWith("/");
        }

        /** Where the next entry begins, or the end mark. */
        public long end() {
            return dataOffset + size + TarHeader.padding(size);
        }

        byte[] header() {
            return TarHeader.encode(path, isDirectory() ? '5' : '0', mode, size);
        }
    }

    private final ArchivePlan plan;
    private final ContentProvider content;
    private final Comparison comparison;
    private final OpenBlobs open;
    private volatile boolean closed;

    private ImageArchive(ArchivePlan plan, ContentProvider content, Comparison comparison) {
        this.plan = plan;
        this.content = content;
        this.comparison = comparison;
        this.open = new OpenBlobs(content);
    }

    /** How content is compared with more than its digests while it is written. */
    @FunctionalInterface
    private interface Comparison {
        void during(ImageVerification.Reading writing, WriteOptions options) throws IOException;
    }

    /** Plans an archive with the default options; see {@link #plan(ReadableContent, List, ArchiveOptions)}. */
    public static ImageArchive plan(ReadableContent content, List<NamedImage> images) throws IOException {
        return plan(content, images, ArchiveOptions.defaults());
    }

    /**
     * Plans an archive of these images. Manifests and indexes are read and verified; of everything else only presence
     * and size are looked at.
     *
     * @param content where the images are; it is not closed with the archive
     * @param images one or more; an image given twice under one name counts once
     * @throws dev.drayage.content.ContentNotFoundException if content is missing that the options do not let be missing;
     *     it names everything that is
     * @throws dev.drayage.content.ContentException of kind {@code FAILED_PRECONDITION} if a manifest or index is
     *     corrupt or not of the shape its media type says, if a blob has the wrong size, or a limit is exceeded
     */
    public static ImageArchive plan(ReadableContent content, List<NamedImage> images, ArchiveOptions options)
            throws IOException {
        return plan(content, images, options, List.of(), null);
    }

    /**
     * Plans a bundle: an archive without the layers that other places have, which lists what it needs and where that is,
     * as {@code docs/formats/bundle.md} says. Manifests, indexes and configs are all in it, {@code manifest.json} is not.
     * What a base has need not be in {@code content}. Fails as {@link #plan(ReadableContent, List, ArchiveOptions)} does.
     *
     * @param bases where the rest is; the first that has a blob is named for it. Without any, it is an archive like others
     * @param deltas makes deltas for layers that no base has, to stay open as long as the content; null for none
     */
    @SuppressWarnings("exports") // to our modules alone
    public static ImageArchive plan(
            ReadableContent content,
            List<NamedImage> images,
            ArchiveOptions options,
            List<BundleBase> bases,
            @Nullable LayerDeltas deltas)
            throws IOException {
        ReadableContent all = deltas == null ? content : ReadableContent.combine(List.of(deltas.content(), content));
        ContentProvider provider = all.withEmbedded();
        ArchivePlan plan = new ArchivePlanner(content, options, bases, deltas).plan(images);
        return new ImageArchive(plan, provider, (writing, unused) -> writing.from(provider));
    }

    /** Plans a Docker archive with the default options; see {@link #planDocker(ReadableContent, List, ArchiveOptions)}. */
    public static ImageArchive planDocker(ReadableContent content, List<NamedImage> images) throws IOException {
        return planDocker(content, images, ArchiveOptions.defaults());
    }

    /**
     * Plans a Docker archive of these images, for {@code docker load} (1.10 and later) and {@code podman load}: of each
     * the config and layers of one platform. It holds no manifests, so that an image read back from it has another
     * digest. Readers know its layers by their diffIDs alone: while it is written, layers are unpacked and compared with
     * those. Fails as {@link #plan(ReadableContent, List, ArchiveOptions)} does.
     *
     * @throws dev.drayage.content.ContentException of kind {@code INVALID_ARGUMENT} if one is not an image but an artifact
     */
    public static ImageArchive planDocker(ReadableContent content, List<NamedImage> images, ArchiveOptions options)
            throws IOException {
        DockerPlanner planner = new DockerPlanner(content, options);
        ArchivePlan plan = planner.plan(images);
        VerifyOptions limits = VerifyOptions.defaults().withMaxZstdWindow(options.maxZstdWindow());
        return new ImageArchive(
                plan,
                content.withEmbedded(),
                (writing, how) -> ImageVerification.comparing(
                        content, planner.manifests(), limits.withParallelism(how.parallelism()), writing));
    }

    /** Every entry, in order. */
    public List<Entry> entries() {
        return plan.entries();
    }

    /**
     * The images as readers of the archive find them, in the order in which they were asked for. A Docker archive holds
     * no manifests: these are the ones that are made for its images when it is read, and what only refers to an image is
     * not among them.
     */
    public List<NamedImage> images() {
        return plan.images();
    }

    /** What a user should know of the plan: what was left out, and why; sentences in a fixed order. */
    public List<String> warnings() {
        return plan.warnings();
    }

    /** What it needs and where that is, if it is a bundle, which lacks what its bases have. */
    @SuppressWarnings("exports") // to our modules alone
    public Optional<BundleBlobs> bundle() {
        return Optional.ofNullable(plan.bundle());
    }

    /** What its bytes depend on, as 64 hex digits: archives with the same are the same, byte for byte. */
    public String fingerprint() {
        return plan.fingerprint();
    }

    @Override
    public long size() {
        return plan.size();
    }

    @Override
    public int readAt(long position, ByteBuffer target) throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        return Ranges.read(position, target, size(), this::fill);
    }

    private void fill(long position, ByteBuffer target) throws IOException {
        long at = position;
        for (int i = plan.indexOf(position); i < entries().size() && target.hasRemaining(); i++) {
            Entry entry = entries().get(i);
            if (at < entry.dataOffset()) {
                at += copy(entry.header(), (int) (at - entry.offset()), target);
            }
            long dataEnd = entry.dataOffset() + entry.size();
            if (at < dataEnd && target.hasRemaining()) {
                at += readContent(entry, at - entry.dataOffset(), target);
            }
            if (at >= dataEnd) {
                at += zeros(entry.end() - at, target);
            }
        }
        zeros(size() - at, target);
    }

    private int readContent(Entry entry, long position, ByteBuffer target) throws IOException {
        byte[] bytes = plan.generated().get(entry.path());
        return bytes != null ? copy(bytes, (int) position, target) : open.readAt(entry, position, target);
    }

    private static int copy(byte[] bytes, int from, ByteBuffer target) {
        int count = Math.min(bytes.length - from, target.remaining());
        target.put(bytes, from, count);
        return count;
    }

    private static long zeros(long count, ByteBuffer target) {
        int within = (int) Math.min(count, target.remaining());
        for (int i = 0; i < within; i++) {
            target.put((byte) 0);
        }
        return within;
    }

    /** Writes the archive to a file with the default options; see {@link #writeTo(Path, WriteOptions)}. */
    public void writeTo(Path file) throws IOException {
        writeTo(file, WriteOptions.defaults());
    }

    /**
     * Writes the archive to a file, several blobs at a time straight to their final places, each verified from the very
     * bytes that are written. The file appears under its name when it is complete and synced; on any failure nothing is
     * left.
     *
     * @throws dev.drayage.content.DigestMismatchException for the first corrupt blob
     * @throws dev.drayage.content.ContentException if the file cannot be made where it should be, or if a layer of a
     *     Docker archive does not unpack to the diffID that its config names
     */
    public void writeTo(Path file, WriteOptions options) throws IOException {
        comparison.during(from -> new ArchiveFileWriter(plan, from, options, file).write(), options);
    }

    /**
     * Writes the archive to files of a size, {@code FILE.001} and so on, and an index of them, {@code FILE.volumes}, which
     * the last of them ends with too. They appear under their names when all are complete; interrupted, this goes on from
     * where it was when it is called again. Fails as {@link #writeTo(Path, WriteOptions)} does.
     *
     * @param volumeBytes the most bytes of a file, 200 000 or more
     * @throws dev.drayage.content.ContentException of kind {@code INVALID_ARGUMENT} if that would be more than 999 files
     */
    public void writeVolumes(Path file, long volumeBytes, WriteOptions options) throws IOException {
        comparison.during(from -> new ArchiveFileWriter(plan, from, options, file).writeVolumes(volumeBytes), options);
    }

    /**
     * Writes the archive in order, as to a pipe, reading and verifying a bounded stretch ahead. On failure what was
     * written before is a cut-short archive: no end mark follows a corrupt blob. The channel is not closed.
     */
    public void writeTo(WritableByteChannel target, WriteOptions options) throws IOException {
        comparison.during(from -> new ArchiveStreamWriter(plan, from, options).write(target), options);
    }

    /**
     * Writes a part of the archive in order, to go on with what was written before, by another archive with the same
     * {@link #fingerprint} too. Every blob that ends in it is verified whole before its last bytes are written: what the first
     * has before {@code offset} is read again for that. Of a blob that does not end in it nothing can be said, and the
     * layers of a Docker archive are not compared with their diffIDs. Many parts can be written at once, each in the thread
     * of its caller. The channel is not closed.
     *
     * @param offset where the part begins
     * @param length how many bytes
     * @throws IndexOutOfBoundsException if the part does not lie within the archive
     */
    public void writeTo(WritableByteChannel target, long offset, long length) throws IOException {
        Objects.checkFromIndexSize(offset, length, size());
        new ArchivePartWriter(plan, content, offset, offset + length).write(target);
    }

    @Override
    public void close() throws IOException {
        closed = true;
        open.close();
    }
}
