package dev.drayage.platform;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A version of Windows, as far as it decides which containers run on which host. Since Server 2022 the kernel interface
 * is stable: a host runs containers from the long-term release before it up to itself. Older hosts run their own build
 * only.
 */
record WindowsVersion(int major, int minor, int build) {
    private static final int SERVER_2022 = 20348;
    private static final int SERVER_2025 = 26100;
    private static final Pattern TEXT =
            Pattern.compile("([0-9]{1,18})\\.([0-9]{1,18})\\.([0-9]{1,18})(?:\\..*)?", Pattern.DOTALL);

    /** What a version that cannot be read counts as; a host of this version runs anything. */
    private static final WindowsVersion NONE = new WindowsVersion(0, 0, 0);

    /** Reads {@code major.minor.build}, of which the parts after a third dot do not matter. */
    static WindowsVersion of(@Nullable String text) {
        Matcher matcher = text == null ? null : TEXT.matcher(text);
        if (matcher == null || !matcher.matches()) {
            return NONE;
        }
        long major = Long.parseLong(matcher.group(1));
        long minor = Long.parseLong(matcher.group(2));
        long build = Long.parseLong(matcher.group(3));
        return major > 0xff || minor > 0xff || build > 0xffff
                ? NONE
                : new WindowsVersion((int) major, (int) minor, (int) build);
    }

    /** Whether a container of the given version runs on a host of this version. */
    boolean canRun(WindowsVersion container) {
        if (equals(NONE)) {
            return true;
        }
        if (major != container.major || minor != container.minor) {
            return false;
        }
        if (build < SERVER_2022) {
            return build == container.build;
        }
        int oldest = build > SERVER_2025 ? SERVER_2025 : SERVER_2022;
        return oldest <= container.build && container.build <= build;
    }
}
