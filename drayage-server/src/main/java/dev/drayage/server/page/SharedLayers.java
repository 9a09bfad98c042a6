package dev.drayage.server.page;

import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.platform.Platform;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the tags of a repository have in common with one image.
 *
 * @param images the images that tags name, by tag
 * @param all whether all tags were looked at, and all of their images
 */
record SharedLayers(Map<String, ImageFacts> images, boolean all) {
    private static final int TAGS = 100;
    /** Where each response comes over a network. */
    private static final int FAR_TAGS = 20;

    static SharedLayers of(Visit visit) throws IOException {
        int most = visit.repository().content().parallelism() > 1 ? FAR_TAGS : TAGS;
        List<String> tags = visit.repository().tags("", most + 1);
        boolean all = tags.size() <= most;
        Map<String, ImageFacts> images = new LinkedHashMap<>();
        for (String tag : tags.subList(0, Math.min(most, tags.size()))) {
            Optional<Descriptor> found = visit.repository().find(tag);
            if (found.isPresent()) {
                ImageFacts facts = visit.facts().of(found.get());
                all &= facts.size().isPresent();
                images.put(tag, facts);
            }
        }
        return new SharedLayers(images, all);
    }

    /** The tags that name this manifest or index, or an index that lists it. */
    List<String> tagsOf(Digest image) {
        List<String> tags = new ArrayList<>();
        images.forEach((tag, facts) -> {
            if (isOf(facts, image)) {
                tags.add(tag);
            }
        });
        return tags;
    }

    /** What other images have a layer too, as they are shown: a tag, and of an index the platform. */
    Set<String> having(Digest layer, Digest but) {
        Set<String> having = new LinkedHashSet<>();
        images.forEach((tag, facts) -> {
            for (ImageFacts.Part part : facts.having(layer)) {
                if (!part.descriptor().digest().equals(but)) {
                    String platform = facts.parts().size() > 1
                            ? part.platform().map(Platform::toString).orElse("")
                            : "";
                    having.add(platform.isEmpty() ? tag : tag + " " + platform);
                }
            }
        });
        return having;
    }

    private static boolean isOf(ImageFacts facts, Digest image) {
        return facts.descriptor().digest().equals(image)
                || facts.parts().stream()
                        .anyMatch(part -> part.descriptor().digest().equals(image));
    }
}
