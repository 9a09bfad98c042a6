package dev.drayage.selection;

import dev.drayage.graph.Handler;
import dev.drayage.platform.Platform;
import dev.drayage.platform.PlatformMatcher;
import java.util.List;

/**
 * Which platforms of a multi-platform image are taken, and which of them is preferred where there can be
 * but one, as in Docker's {@code manifest.json}.
 *
 * <p>The preference never depends on the machine at hand, so that the same image gives the same archive everywhere:
 * where the caller names no platform it is linux/amd64, else the first manifest listed.
 *
 * @param mode what is taken
 * @param platforms the platforms named by the caller, best first
 */
public record PlatformSelection(Mode mode, List<Platform> platforms) {
    private static final List<Platform> DEFAULT_PREFERENCE = List.of(Platform.of("linux", "amd64"));

    /** What is taken of an index. */
    public enum Mode {
        /** The platforms of which everything is there, at least one. */
        PRESENT,
        /** Every platform; one of which something is missing counts as missing content. */
        ALL,
        /** The platforms named, each of which must be there. */
        NAMED
    }

    /** Copies the list. */
    public PlatformSelection {
        platforms = List.copyOf(platforms);
    }

    /** Every platform that is wholly there. */
    public static PlatformSelection present() {
        return new PlatformSelection(Mode.PRESENT, List.of());
    }

    /** Every platform. */
    public static PlatformSelection all() {
        return new PlatformSelection(Mode.ALL, List.of());
    }

    /**
     * These platforms, matched as {@code ctr --platform} does: os, architecture and variant after normalisation.
     * Manifests without a platform are always taken.
     *
     * @throws IllegalArgumentException if none is given
     */
    public static PlatformSelection named(List<Platform> platforms) {
        if (platforms.isEmpty()) {
            throw new IllegalArgumentException("name at least one platform");
        }
        return new PlatformSelection(Mode.NAMED, platforms);
    }

    /** The same selection with the first of these platforms that is there preferred. */
    public PlatformSelection preferring(List<Platform> preferred) {
        return new PlatformSelection(mode, preferred);
    }

    /** What is taken, for {@link Handler#onPlatforms}. */
    public PlatformMatcher filter() {
        return mode == Mode.NAMED ? PlatformMatcher.ordered(platforms) : PlatformMatcher.all();
    }

    /** What is best where only one can be had. */
    public PlatformMatcher preference() {
        return PlatformMatcher.ordered(platforms.isEmpty() ? DEFAULT_PREFERENCE : platforms);
    }
}
