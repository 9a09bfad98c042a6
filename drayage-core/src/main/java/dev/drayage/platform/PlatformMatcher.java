package dev.drayage.platform;

import java.util.List;

/**
 * Which platforms will do, and which of them is better: what containerd's platforms package calls a match comparer.
 * Matchers are immutable and see platforms through {@link Platform#normalized()}.
 */
public interface PlatformMatcher {
    /** Whether the platform will do. */
    boolean matches(Platform platform);

    /**
     * Orders platforms from best to worst: below 0 if {@code a} is preferred, above 0 if {@code b} is, 0 if neither is.
     * Those that match come before those that do not. Not consistent with equals: sort with a stable sort.
     */
    int compare(Platform a, Platform b);

    /** Every platform will do, and none is better than another. */
    static PlatformMatcher all() {
        return AllPlatforms.INSTANCE;
    }

    /**
     * What runs on the given platform, the best first: the platform itself, then older variants of its processor, then
     * the processors it can stand in for, such as 386 for amd64 and arm/v8 down to arm/v5 for arm64. Variants of arm64
     * that containerd has no table for match themselves alone, where containerd would match nothing.
     */
    static PlatformMatcher only(Platform platform) {
        return ordered(CompatiblePlatforms.of(platform.normalized()));
    }

    /** The given platform and nothing that is merely compatible with it. */
    static PlatformMatcher onlyStrict(Platform platform) {
        return ordered(List.of(platform));
    }

    /** What matches one of the given platforms strictly, those that match an earlier one first. */
    static PlatformMatcher ordered(List<Platform> platforms) {
        return RankingMatcher.ordered(platforms);
    }

    /** What matches one of the given platforms strictly, no matter which. */
    static PlatformMatcher any(List<Platform> platforms) {
        return RankingMatcher.any(platforms);
    }
}
