package dev.drayage.list;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads lists of images, whatever their form. */
public final class ImageLists {
    private ImageLists() {}

    /**
     * The images that the lists name, each once, in order.
     *
     * @param variables the value of a variable that a file of Docker Compose has; null if it is not set
     * @throws InvalidListException if one cannot be read; it names the line
     */
    public static ListedImages read(List<ListText> lists, Function<String, @Nullable String> variables)
            throws InvalidListException {
        Map<String, WantedImage> all = new LinkedHashMap<>();
        List<WantedTags> tags = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        for (ListText list : lists) {
            ListedImages read = read(list, variables);
            tags.addAll(read.tags());
            notes.addAll(read.notes());
            for (WantedImage image : read.images()) {
                String name = image.name() + " " + image.platform();
                WantedImage other = all.get(name);
                all.put(name, other == null ? image : same(other, image));
                if (all.size() > ListedImages.MAX_IMAGES) {
                    throw new InvalidListException(
                            image.where(), "more than " + ListedImages.MAX_IMAGES + " images are listed");
                }
            }
        }
        return new ListedImages(List.copyOf(all.values()), tags, notes);
    }

    /** The one that says more, of two entries of one name. */
    private static WantedImage same(WantedImage one, WantedImage other) throws InvalidListException {
        if (one.digest() == null || other.digest() == null) {
            return one.digest() == null ? other : one;
        }
        if (!one.digest().equals(other.digest())) {
            throw new InvalidListException(
                    other.where(),
                    one.name() + " is " + other.digest() + " here, and " + one.digest() + " in " + one.where()
                            + "; leave one of them out");
        }
        return one;
    }

    private static ListedImages read(ListText list, Function<String, @Nullable String> variables)
            throws InvalidListException {
        if (ImageLock.isLock(list)) {
            return new ListedImages(ofLock(list), List.of(), List.of());
        }
        return YamlDocuments.isLikely(list) ? YamlList.read(list, variables) : PlainList.read(list);
    }

    /** A lock is a list too, of names that stay what they are. */
    private static List<WantedImage> ofLock(ListText list) throws InvalidListException {
        ImageLock lock = ImageLock.parse(list);
        Map<String, Integer> lines = new HashMap<>();
        list.text().lines().forEach(line -> lines.put(line.split(" ", 2)[0], lines.size() + 1));
        return lock.images().stream()
                .map(image -> new WantedImage(
                        image.name(),
                        null,
                        image.digest(),
                        list.at(lines.getOrDefault(image.name().toString(), 1))))
                .toList();
    }
}
