package dev.drayage.delta;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.naming.ImageNames;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.Reference;
import java.util.List;
import java.util.Optional;

/** Which old image a new one is made of. */
final class ImagePairs {
    private final List<Descriptor> old;
    private final String location;

    ImagePairs(List<Descriptor> old, String location) {
        this.old = old;
        this.location = location;
    }

    /**
     * The only one; else the one of the same name; else the only one of the same repository.
     *
     * @throws ContentException of kind {@code INVALID_ARGUMENT} if none can be told
     */
    Descriptor of(Descriptor image) throws ContentException {
        List<Digest> digests = old.stream().map(Descriptor::digest).distinct().toList();
        if (digests.size() == 1) {
            return old.get(0);
        }
        Optional<String> name = ImageNames.fullName(image);
        if (name.isPresent()) {
            for (Descriptor each : old) {
                if (ImageNames.fullName(each).equals(name)) {
                    return each;
                }
            }
            Optional<String> repository = repository(name.get());
            List<Descriptor> same = old.stream()
                    .filter(each -> repository.isPresent()
                            && ImageNames.fullName(each)
                                    .flatMap(ImagePairs::repository)
                                    .equals(repository))
                    .toList();
            if (same.size() == 1) {
                return same.get(0);
            }
        }
        throw new ContentException(
                Kind.INVALID_ARGUMENT,
                location + " holds " + old.size() + " images, and it cannot be told which of them "
                        + name.orElse(image.digest().toString()) + " is made of; choose one with :TAG or @DIGEST");
    }

    /** Whether there is an image of the same repository. */
    boolean isRelated(Descriptor image) {
        Optional<String> repository = ImageNames.fullName(image).flatMap(ImagePairs::repository);
        return repository.isPresent()
                && old.stream().anyMatch(each -> ImageNames.fullName(each)
                        .flatMap(ImagePairs::repository)
                        .equals(repository));
    }

    private static Optional<String> repository(String name) {
        try {
            Reference reference = Reference.parse(name);
            return Optional.of(reference.domain() + "/" + reference.path());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
