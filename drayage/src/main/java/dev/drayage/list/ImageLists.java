package dev.drayage.list;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads lists of images, whatever their form. */
public final class ImageLists {
    /** More than anybody keeps; what is beyond is likely no list. */
    private static final int MAX_IMAGES = 100_000;

    private ImageLists() {}

    /**
     * The images that the lists name, each once, in order.
     *
     * @param variables the value of a variable that a file of Docker Compose has; null if it is not set
     * @throws InvalidListException if one cannot be read; it names the line
     */
    public static ListedImages read(List<ListText> lists, Function<String, @Nullable String> variables)
            throws InvalidListException {
        List<WantedImage> all = new ArrayList<>();
        List<WantedTags> tags = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (ListText list : lists) {
            ListedImages read = read(list, variables);
            tags.addAll(read.tags());
            notes.addAll(read.notes());
            for (WantedImage image : read.images()) {
                if (seen.add(image.name() + " " + image.platform())) {
                    all.add(image);
                }
                if (all.size() > MAX_IMAGES) {
                    throw new InvalidListException(image.where(), "more than " + MAX_IMAGES + " images are listed");
                }
            }
        }
        return new ListedImages(all, tags, notes);
    }

    private static ListedImages read(ListText list, Function<String, @Nullable String> variables)
            throws InvalidListException {
        if (ImageLock.isLock(list)) {
            return new ListedImages(ofLock(list), List.of(), List.of());
        }
        return YamlDocuments.isLikely(list)
                ? YamlList.read(list, variables)
                : new ListedImages(PlainList.read(list), List.of(), List.of());
    }

    /** A lock is a list too, of names that stay what they are. */
    private static List<WantedImage> ofLock(ListText list) throws InvalidListException {
        return ImageLock.parse(list).images().stream()
                .map(image -> new WantedImage(image.name(), null, image.digest(), list.label()))
                .toList();
    }
}
