package dev.drayage.platform;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Matches one platform: system, architecture and variant the same, no feature demanded that is not offered, and on
 * Windows a version that the wanted one can run.
 */
final class ExactPlatform {
    /** containerd never considered this feature in matching, and old images name it without need. */
    private static final String IGNORED_ON_WINDOWS = "win32k";

    private final Platform wanted;
    private final Set<String> offered;
    private final @Nullable WindowsVersion host;

    ExactPlatform(Platform platform) {
        this.wanted = platform.normalized();
        this.offered = new HashSet<>(wanted.osFeatures());
        boolean isWindows = wanted.os().equals("windows");
        this.host = isWindows ? WindowsVersion.of(wanted.osVersion()) : null;
        if (isWindows) {
            offered.add(IGNORED_ON_WINDOWS);
        }
    }

    boolean matches(Platform normalized) {
        return wanted.os().equals(normalized.os())
                && wanted.architecture().equals(normalized.architecture())
                && Objects.equals(wanted.variant(), normalized.variant())
                && canRun(normalized.osVersion())
                && offersAll(normalized.osFeatures());
    }

    private boolean canRun(@Nullable String osVersion) {
        return host == null || osVersion == null || host.canRun(WindowsVersion.of(osVersion));
    }

    private boolean offersAll(List<String> demanded) {
        for (String feature : demanded) {
            if (!offered.contains(feature)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return wanted.toString();
    }
}
