package dev.drayage.place;

import dev.drayage.content.InfoProvider;
import dev.drayage.content.ReadableContent;
import dev.drayage.image.ImageDestination;
import dev.drayage.image.NamedImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.transfer.ImageNaming;
import dev.drayage.transfer.ImageTransfer;
import dev.drayage.transfer.TransferOptions;
import dev.drayage.transfer.TransferReport;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A place that takes images blob by blob. */
record BlobDestination(
        ImageDestination destination,
        ImageNaming naming,
        @Nullable String given,
        TransferOptions options) implements PlaceDestination {

    @Override
    public boolean isForOneImage() {
        return given != null;
    }

    @Override
    public NamedImage name(Descriptor image) {
        return given == null ? naming.name(image) : new NamedImage(image, given);
    }

    @Override
    public InfoProvider present() {
        return destination.present();
    }

    @Override
    public TransferReport copy(ReadableContent content, List<NamedImage> images, TransferOptions how)
            throws IOException {
        return ImageTransfer.copy(content, images, destination, how);
    }

    @Override
    public boolean listsInGroups() {
        return destination.listsInGroups();
    }

    @Override
    public TransferReport copyUnlisted(ReadableContent content, List<NamedImage> images, TransferOptions how)
            throws IOException {
        return ImageTransfer.copyUnlisted(content, images, destination, how);
    }

    @Override
    public void list(List<NamedImage> images) throws IOException {
        destination.putAll(images);
    }

    @Override
    public boolean removeName(String name, Digest image) throws IOException {
        return destination.removeName(name, image);
    }

    @Override
    public String location() {
        return destination.location();
    }

    @Override
    public void close() throws IOException {
        destination.close();
    }
}
