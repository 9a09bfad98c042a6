package dev.drayage.cli;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.list.WantedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Failures of many images for one reason, such as a registry that does not respond: the first is told, the others counted. */
final class RepeatedFailures {
    private static final int NAMES_IN_A_LINE = 3;
    private static final String REASON = " failed: ";

    private final Map<String, List<String>> others = new LinkedHashMap<>();

    /** Whether an image failed for a reason that was told of another of the same registry. */
    boolean add(WantedImage image, IOException failure) {
        String message = String.valueOf(failure.getMessage());
        int reason = message.lastIndexOf(REASON);
        boolean isOfTheNetwork = failure instanceof ContentException content && content.kind() == Kind.UNAVAILABLE;
        if (!isOfTheNetwork || reason < 0) {
            return false;
        }
        String key = image.reference().domain() + message.substring(reason);
        List<String> same = others.get(key);
        if (same == null) {
            others.put(key, new ArrayList<>());
            return false;
        }
        same.add(image.name());
        return true;
    }

    /** A line for each reason that others failed for, too. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        others.forEach((key, names) -> {
            int count = names.size();
            if (count > 0) {
                int more = count - Math.min(NAMES_IN_A_LINE, count);
                lines.add(count + (count == 1 ? " more image of " : " more images of ") + key + ": "
                        + String.join(", ", names.subList(0, count - more))
                        + (more == 0 ? "" : " and " + more + " more"));
            }
        });
        return lines;
    }
}
