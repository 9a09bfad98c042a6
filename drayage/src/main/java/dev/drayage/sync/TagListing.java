package dev.drayage.sync;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.list.InvalidListException;
import dev.drayage.list.ListedImages;
import dev.drayage.list.WantedImage;
import dev.drayage.list.WantedTags;
import dev.drayage.oci.Reference;
import dev.drayage.registry.Registry;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns rules about tags into the images that there are by them. */
public final class TagListing {
    private TagListing() {}

    /**
     * All images of lists: those that they name, and those whose tags fit their rules.
     *
     * @throws IOException if the tags of a repository cannot be listed: without them a list is not known as a whole
     */
    public static List<WantedImage> resolve(ListedImages listed, Registry client) throws IOException {
        Map<String, WantedImage> all = new LinkedHashMap<>();
        listed.images().forEach(image -> all.put(image.name() + " " + image.platform(), image));
        for (WantedTags tags : listed.tags()) {
            Reference repository = tags.repository();
            boolean[] fits = {false};
            try {
                client.repository(repository).tags(tag -> {
                    if (all.size() >= ListedImages.MAX_IMAGES) {
                        throw new ContentException(
                                Kind.INVALID_ARGUMENT, "more than " + ListedImages.MAX_IMAGES + " images are wanted");
                    }
                    if (tags.rule().accepts(tag)) {
                        fits[0] = true;
                        Reference name = new Reference(repository.domain(), repository.path(), tag, null);
                        all.putIfAbsent(name + " null", new WantedImage(name, null, tags.where()));
                    }
                });
            } catch (ContentException | IllegalArgumentException e) {
                Kind kind = e instanceof ContentException known ? known.kind() : Kind.INVALID_ARGUMENT;
                throw new ContentException(kind, tags.where() + ": " + e.getMessage(), e);
            }
            if (!fits[0]) {
                throw new InvalidListException(
                        tags.where(),
                        "no tag of " + repository + " is one that is wanted here; mend the rule, or leave it out");
            }
        }
        return List.copyOf(all.values());
    }
}
