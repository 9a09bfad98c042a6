package dev.drayage.platform;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a processor can run besides its own code, as containerd's platforms package has it. */
final class CompatiblePlatforms {
    private static final Pattern VERSION = Pattern.compile("v?([0-9]{1,2})");
    private static final Pattern ARM64_VERSION = Pattern.compile("v([89])(?:\\.([0-9]))?");

    private CompatiblePlatforms() {}

    /** The given normalised platform and all it can run, the best first. */
    static List<Platform> of(Platform platform) {
        List<Platform> vector = new ArrayList<>();
        switch (platform.architecture()) {
            case "amd64" -> {
                vector.add(platform);
                addOlder(vector, platform, 1);
                vector.add(with(platform, "386", null));
            }
            case "arm" -> {
                vector.add(platform);
                addOlder(vector, platform, 5);
            }
            case "arm64" -> addArm64(vector, platform);
            default -> vector.add(platform);
        }
        return vector;
    }

    private static void addOlder(List<Platform> vector, Platform platform, int oldest) {
        Matcher version = VERSION.matcher(platform.variant() == null ? "" : platform.variant());
        if (version.matches()) {
            for (int older = Integer.parseInt(version.group(1)) - 1; older >= oldest; older--) {
                vector.add(with(platform, platform.architecture(), "v" + older));
            }
        }
    }

    /** Armv9.x includes Armv8.(x+5), and each 64-bit version all of its line before it and 32-bit Armv8. */
    private static void addArm64(List<Platform> vector, Platform platform) {
        Matcher version = ARM64_VERSION.matcher(platform.variant() == null ? "v8" : platform.variant());
        if (!version.matches() || version.group().matches("v9\\.[89]")) {
            vector.add(platform);
            return;
        }
        int minor = version.group(2) == null ? 0 : Integer.parseInt(version.group(2));
        if (version.group(1).equals("9")) {
            addMinors(vector, platform, 9, minor);
            addMinors(vector, platform, 8, Math.min(minor + 5, 9));
        } else {
            addMinors(vector, platform, 8, minor);
        }
        Platform arm = with(platform, "arm", "v8");
        vector.add(arm);
        addOlder(vector, arm, 5);
    }

    private static void addMinors(List<Platform> vector, Platform platform, int major, int newest) {
        for (int minor = newest; minor >= 0; minor--) {
            vector.add(with(platform, "arm64", "v" + major + (minor == 0 ? "" : "." + minor)));
        }
    }

    private static Platform with(Platform platform, String architecture, @Nullable String variant) {
        return new Platform(platform.os(), architecture, variant, platform.osVersion(), platform.osFeatures());
    }
}
