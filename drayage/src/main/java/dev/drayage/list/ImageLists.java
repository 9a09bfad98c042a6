package dev.drayage.list;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reads lists of images, whatever their form. */
public final class ImageLists {
    /** More than anybody keeps; what is beyond is likely no list. */
    private static final int MAX_IMAGES = 100_000;

    private ImageLists() {}

    /**
     * The images that the lists name, each once, in order.
     *
     * @throws InvalidListException if one cannot be read; it names the line
     */
    public static List<WantedImage> read(List<ListText> lists) throws InvalidListException {
        List<WantedImage> all = new ArrayList<>();
        Set<String> seen = new LinkedHashSet<>();
        for (ListText list : lists) {
            for (WantedImage image : read(list)) {
                if (seen.add(image.name() + " " + image.platform())) {
                    all.add(image);
                }
                if (all.size() > MAX_IMAGES) {
                    throw new InvalidListException(image.where(), "more than " + MAX_IMAGES + " images are listed");
                }
            }
        }
        return all;
    }

    private static List<WantedImage> read(ListText list) throws InvalidListException {
        return ImageLock.isLock(list) ? ofLock(list) : PlainList.read(list);
    }

    /** A lock is a list too, of names that stay what they are. */
    private static List<WantedImage> ofLock(ListText list) throws InvalidListException {
        return ImageLock.parse(list).images().stream()
                .map(image -> new WantedImage(image.name(), null, image.digest(), list.label()))
                .toList();
    }
}
