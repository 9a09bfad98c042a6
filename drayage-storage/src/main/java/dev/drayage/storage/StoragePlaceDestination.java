package dev.drayage.storage;

import dev.drayage.content.InfoProvider;
import dev.drayage.content.ReadableContent;
import dev.drayage.image.NamedImage;
import dev.drayage.naming.ImageNames;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.ImageAnnotations;
import dev.drayage.place.PlaceDestination;
import dev.drayage.transfer.ImageTransfer;
import dev.drayage.transfer.TransferOptions;
import dev.drayage.transfer.TransferReport;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What images are called in a storage: as they are, as the user calls the one image, or with their own tags in the repository
 * that the user names.
 *
 * @param images the storage
 * @param repository path of the repository that was named; null if none was
 * @param tag the tag that was named; null if none was
 * @param options how images are moved if the caller does not say otherwise
 */
record StoragePlaceDestination(
        StorageDestination images,
        @Nullable String repository,
        @Nullable String tag,
        TransferOptions options) implements PlaceDestination {

    @Override
    public boolean isForOneImage() {
        return tag != null;
    }

    @Override
    public NamedImage name(Descriptor image) {
        String path = repository;
        if (path == null) {
            return named(image);
        }
        String name = StorageNames.name(path);
        if (tag != null) {
            return new NamedImage(image, name + ":" + tag);
        }
        String own = image.annotation(ImageAnnotations.IMAGE_NAME)
                .or(() -> image.annotation(ImageAnnotations.REF_NAME))
                .orElse("");
        String unpinned = own.indexOf('@') < 0 ? own : own.substring(0, own.indexOf('@'));
        int colon = unpinned.indexOf(':', unpinned.lastIndexOf('/') + 1);
        boolean isBare = unpinned.indexOf('/') < 0 && colon < 0;
        String ownTag = colon >= 0 ? unpinned.substring(colon + 1) : isBare ? unpinned : "";
        if (ownTag.isEmpty()) {
            return new NamedImage(image, null);
        }
        if (!StorageNames.isTag(ownTag)) {
            throw new IllegalArgumentException("the image named " + own + " has no tag that repository " + path
                    + " can have; name one, as in " + images.location() + ":" + path + ":TAG");
        }
        return new NamedImage(image, name + ":" + ownTag);
    }

    private NamedImage named(Descriptor image) {
        Optional<String> full = ImageNames.fullName(image)
                .or(() -> image.annotation(ImageAnnotations.REF_NAME).filter(ImageNames::isFull));
        String name = full.orElseThrow(() -> new IllegalArgumentException("an image has no name that would tell its"
                + " repository, only "
                + image.annotation(ImageAnnotations.REF_NAME)
                        .map(bare -> "the tag " + bare)
                        .orElse("a digest")
                + "; name the repository, as in " + images.location() + ":REPO"));
        String unpinned = name.indexOf('@') < 0 ? name : name.substring(0, name.indexOf('@'));
        int colon = unpinned.indexOf(':', unpinned.lastIndexOf('/') + 1);
        StorageNames.path(colon < 0 ? unpinned : unpinned.substring(0, colon));
        if (colon >= 0 && !StorageNames.isTag(unpinned.substring(colon + 1))) {
            throw new IllegalArgumentException("the name " + name + " has no tag that a registry can have");
        }
        return new NamedImage(image, name);
    }

    @Override
    public InfoProvider present() {
        return images.present();
    }

    @Override
    public TransferReport copy(ReadableContent content, List<NamedImage> named, TransferOptions how)
            throws IOException {
        return ImageTransfer.copy(content, named, images, how);
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
