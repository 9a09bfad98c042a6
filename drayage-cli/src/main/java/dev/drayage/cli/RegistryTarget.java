package dev.drayage.cli;

import dev.drayage.content.ReadableContent;
import dev.drayage.graph.NonDistributable;
import dev.drayage.image.ImageDestination;
import dev.drayage.image.NamedImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Reference;
import dev.drayage.registry.PushOptions;
import dev.drayage.transfer.ImageTransfer;
import dev.drayage.transfer.TransferOptions;
import java.io.IOException;
import java.util.List;

/**
 * A repository in a registry, which one image is pushed to under the tag that was given, and what refers to it without.
 *
 * @param destination the repository
 * @param reference its name with the tag
 */
record RegistryTarget(ImageDestination destination, Reference reference) implements Target {

    /** Opens it; layers that a source of the same registry has are taken over from there. */
    static RegistryTarget open(SourceName name, RegistryArguments registries) throws IOException {
        Reference reference = RegistryNames.reference(name).withDefaultTag();
        if (reference.digest() != null) {
            throw new WrongUseException(
                    "a destination has no digest: the image has the one it has; name a tag instead in " + name.text());
        }
        PushOptions options = registries.pushing(reference.domain());
        return new RegistryTarget(registries.client().repository(reference).destination(options), reference);
    }

    @Override
    public boolean isForOneImage() {
        return true;
    }

    @Override
    public NamedImage name(Descriptor image) {
        return new NamedImage(image, reference.toString());
    }

    @Override
    public void copy(ReadableContent content, List<NamedImage> images, SelectionArguments selection, CopyEvents events)
            throws IOException {
        TransferOptions options = TransferOptions.defaults()
                .withSelection(selection.selection(NonDistributable.SKIP))
                .withParallelism(selection.threads(RegistryArguments.THREADS, content))
                .withProgress(events);
        events.transferred(ImageTransfer.copy(content, images, destination, options), destination.location());
    }

    @Override
    public void close() throws IOException {
        destination.close();
    }
}
