package dev.drayage.cli;

import dev.drayage.archive.ArchiveOptions;
import dev.drayage.archive.ImageArchive;
import dev.drayage.archive.WriteOptions;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ReadableContent;
import dev.drayage.image.NamedImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Reference;
import dev.drayage.transfer.ImageNaming;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * An archive, which is planned and then written as a whole.
 *
 * @param name the file, and what the user calls the one image
 * @param form which kind of archive it becomes
 * @param naming what images are called in it if the user does not say
 * @param maxZstdWindow the largest window of zstd layers that are unpacked to be compared with their diffIDs, in bytes
 * @param terminal what standard output is
 */
record ArchiveTarget(SourceName name, Form form, ImageNaming naming, long maxZstdWindow, Terminal terminal)
        implements Target {

    /** Kinds of archives. */
    enum Form {
        LAYOUT {
            @Override
            ImageArchive plan(ReadableContent content, List<NamedImage> images, ArchiveOptions options)
                    throws IOException {
                return ImageArchive.plan(content, images, options);
            }
        },
        DOCKER {
            @Override
            ImageArchive plan(ReadableContent content, List<NamedImage> images, ArchiveOptions options)
                    throws IOException {
                return ImageArchive.planDocker(content, images, options);
            }
        };

        abstract ImageArchive plan(ReadableContent content, List<NamedImage> images, ArchiveOptions options)
                throws IOException;
    }

    /**
     * An archive to be written; one that is there already is replaced only if that is asked for.
     *
     * @throws ContentException of kind {@link Kind#ALREADY_EXISTS} if there is one
     */
    static ArchiveTarget open(SourceName name, Form form, OutputOptions output, boolean replace, long maxZstdWindow)
            throws IOException {
        ArchiveOutput file = new ArchiveOutput(name.place());
        file.requireNoTerminal(output.terminal());
        if (file.isStandardOutput()) {
            output.leaveOutToData();
        }
        String location = name.transport().prefix() + name.place();
        if (!replace && file.holdsSomething()) {
            throw new ContentException(
                    Kind.ALREADY_EXISTS,
                    location + " is there already, and nothing can be added to it; name another file, or give --force"
                            + " to replace it");
        }
        if (form == Form.DOCKER && name.image() != null) {
            requireTag(name.image(), location);
        }
        return new ArchiveTarget(name, form, ImageNaming.asItStands(), maxZstdWindow, output.terminal());
    }

    /** Docker knows no tags but those of a repository, and no digests. */
    private static void requireTag(String image, String location) throws ContentException {
        try {
            if (Reference.parse(image).digest() != null) {
                throw new ContentException(
                        Kind.INVALID_ARGUMENT,
                        "an image in a Docker archive has tags and no digest; name a tag instead in " + location + ":"
                                + image);
            }
        } catch (IllegalArgumentException e) {
            throw new ContentException(Kind.INVALID_ARGUMENT, location + ": " + e.getMessage(), e);
        }
    }

    /** In a Docker archive a bare tag gets the name of where it comes from: of {@code oci:images}, images:v1. */
    @Override
    public Target from(SourceName source) {
        return form == Form.DOCKER
                ? new ArchiveTarget(name, form, namingAfter(source.place()), maxZstdWindow, terminal)
                : this;
    }

    private static ImageNaming namingAfter(String place) {
        String file = place.substring(place.lastIndexOf('/', place.length() - 2) + 1)
                .toLowerCase(Locale.ROOT)
                .replaceFirst("(\\.tar)?(\\.gz|\\.zst|\\.zstd|\\.tgz|\\.tar)?/?$", "")
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-|-$", "");
        return ImageNaming.withBaseName(file.isEmpty() ? "image" : file);
    }

    @Override
    public boolean isForOneImage() {
        return name.image() != null;
    }

    @Override
    public NamedImage name(Descriptor image) {
        String given = name.image();
        if (given == null) {
            return naming.name(image);
        }
        return new NamedImage(
                image,
                form == Form.DOCKER ? Reference.parse(given).withDefaultTag().toString() : given);
    }

    @Override
    public void copy(ReadableContent content, List<NamedImage> images, SelectionArguments selection, CopyEvents events)
            throws IOException {
        ArchiveOptions options = ArchiveOptions.of(selection.selection()).withMaxZstdWindow(maxZstdWindow);
        try (ImageArchive archive = form.plan(content, images, options)) {
            events.planned(archive.size());
            WriteOptions defaults = WriteOptions.defaults();
            new ArchiveOutput(name.place())
                    .write(
                            archive,
                            defaults.withParallelism(selection.threads(defaults.parallelism(), content))
                                    .withProgress(events::moved),
                            terminal);
            events.archived(archive, name.transport().prefix() + name.place());
        }
    }

    @Override
    public void close() {
        // Nothing is open before it is written.
    }
}
