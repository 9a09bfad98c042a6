package dev.drayage.transfer;

import dev.drayage.image.NamedImage;
import dev.drayage.naming.ImageNames;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.ImageAnnotations;
import dev.drayage.oci.Reference;
import java.time.LocalDate;
import java.util.Optional;

/**
 * What images are called where they go to. A full name stays as it stands, be it {@code io.containerd.image.name}, a
 * {@code ref.name} that is more than a tag, or a RepoTag of Docker's. Images without any name keep to their digest.
 */
public final class ImageNaming {
    private final Optional<String> baseName;

    private ImageNaming(Optional<String> baseName) {
        this.baseName = baseName;
    }

    /** A bare tag stays one: for layouts, where a tag is a name. */
    public static ImageNaming asItStands() {
        return new ImageNaming(Optional.empty());
    }

    /**
     * A bare tag is that of this repository, in full: {@code app} makes {@code v1} docker.io/library/app:v1.
     *
     * @throws IllegalArgumentException if it is not the name of a repository, or has a tag or digest
     */
    public static ImageNaming withBaseName(String baseName) {
        Reference reference = Reference.parse(baseName);
        if (!reference.isNameOnly()) {
            throw new IllegalArgumentException("'" + baseName
                    + "' has a tag or a digest; a base name is what the tags of an archive are added to");
        }
        return new ImageNaming(Optional.of(reference.toString()));
    }

    /** A bare tag gets the day before it, {@code import-2026-11-24:v1}, as containerd has it where nobody says more. */
    public static ImageNaming byDate(LocalDate day) {
        return new ImageNaming(Optional.of("import-" + day));
    }

    /** The image with its name. */
    public NamedImage name(Descriptor image) {
        Optional<String> name = ImageNames.fullName(image).or(() -> image.annotation(ImageAnnotations.REF_NAME)
                .map(tag -> baseName.map(base -> base + ":" + tag).orElse(tag)));
        return new NamedImage(image, name.filter(text -> !text.isEmpty()).orElse(null));
    }
}
