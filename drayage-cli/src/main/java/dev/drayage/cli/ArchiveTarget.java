package dev.drayage.cli;

import dev.drayage.archive.ArchiveOptions;
import dev.drayage.archive.ArchiveRoot;
import dev.drayage.archive.ImageArchive;
import dev.drayage.archive.WriteOptions;
import dev.drayage.content.ReadableContent;
import dev.drayage.image.ImageNames;
import dev.drayage.image.NamedImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Reference;
import dev.drayage.transfer.ImageNaming;
import java.io.IOException;
import java.util.List;

/**
 * An archive, which is planned and then written as a whole.
 *
 * @param name the file, and what the user calls the one image
 * @param form which kind of archive it becomes
 */
record ArchiveTarget(SourceName name, Form form) implements Target {

    private enum Form {
        LAYOUT {
            @Override
            ImageArchive plan(ReadableContent content, List<ArchiveRoot> roots, ArchiveOptions options)
                    throws IOException {
                return ImageArchive.plan(content, roots, options);
            }
        },
        DOCKER {
            @Override
            ImageArchive plan(ReadableContent content, List<ArchiveRoot> roots, ArchiveOptions options)
                    throws IOException {
                return ImageArchive.planDocker(content, roots, options);
            }
        };

        abstract ImageArchive plan(ReadableContent content, List<ArchiveRoot> roots, ArchiveOptions options)
                throws IOException;
    }

    static ArchiveTarget ofLayout(SourceName name) {
        return new ArchiveTarget(name, Form.LAYOUT);
    }

    static ArchiveTarget ofDocker(SourceName name) {
        return new ArchiveTarget(name, Form.DOCKER);
    }

    @Override
    public boolean isForOneImage() {
        return name.image() != null;
    }

    @Override
    public NamedImage name(Descriptor image) {
        String given = name.image();
        if (given == null) {
            return ImageNaming.asItStands().name(image);
        }
        // Docker knows no tags but those of a repository.
        return new NamedImage(
                image,
                form == Form.DOCKER ? Reference.parse(given).withDefaultTag().toString() : given);
    }

    @Override
    public void copy(ReadableContent content, List<NamedImage> images, SelectionArguments selection, CopyEvents events)
            throws IOException {
        List<ArchiveRoot> roots = images.stream().map(ArchiveTarget::root).toList();
        try (ImageArchive archive = form.plan(content, roots, ArchiveOptions.of(selection.selection()))) {
            events.planned(archive.size());
            WriteOptions defaults = WriteOptions.defaults();
            archive.writeTo(
                    name.path(),
                    defaults.withParallelism(selection.threads(defaults.parallelism()))
                            .withProgress(events::moved));
            events.archived(archive, images, name.transport().prefix() + name.place());
        }
    }

    private static ArchiveRoot root(NamedImage image) {
        String name = image.name();
        if (name == null) {
            return new ArchiveRoot(image.descriptor(), null);
        }
        return ImageNames.isFull(name)
                ? new ArchiveRoot(image.descriptor(), name)
                : new ArchiveRoot(ImageNames.tagged(image.descriptor(), name), null);
    }

    @Override
    public void close() {
        // Nothing is open before it is written.
    }
}
