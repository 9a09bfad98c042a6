package dev.drayage.platform;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Matches one of several platforms and ranks by which. Among platforms of one rank the one with more features is
 * preferred; among those that do not match, the one that would match without its features.
 */
final class RankingMatcher implements PlatformMatcher {
    private static final int NO_MATCH = Integer.MAX_VALUE;

    private final List<ExactPlatform> wanted;
    private final boolean inOrder;

    private RankingMatcher(List<Platform> platforms, boolean inOrder) {
        this.wanted = platforms.stream().map(ExactPlatform::new).toList();
        this.inOrder = inOrder;
    }

    static PlatformMatcher ordered(List<Platform> platforms) {
        return new RankingMatcher(platforms, true);
    }

    static PlatformMatcher any(List<Platform> platforms) {
        return new RankingMatcher(platforms, false);
    }

    @Override
    public boolean matches(Platform platform) {
        return rank(platform) != NO_MATCH;
    }

    @Override
    public int compare(Platform a, Platform b) {
        int rank = rank(a);
        int byRank = Integer.compare(rank, rank(b));
        if (byRank != 0) {
            return byRank;
        }
        return rank == NO_MATCH
                ? Integer.compare(rank(withoutFeatures(a)), rank(withoutFeatures(b)))
                : Integer.compare(b.osFeatures().size(), a.osFeatures().size());
    }

    /** The platforms looked for, such as {@code linux/arm/v7, linux/arm/v6}. */
    @Override
    public String toString() {
        return wanted.stream().map(ExactPlatform::toString).collect(Collectors.joining(", "));
    }

    private int rank(Platform platform) {
        Platform normalized = platform.normalized();
        for (int i = 0; i < wanted.size(); i++) {
            if (wanted.get(i).matches(normalized)) {
                return inOrder ? i : 0;
            }
        }
        return NO_MATCH;
    }

    private static Platform withoutFeatures(Platform p) {
        return p.osFeatures().isEmpty()
                ? p
                : new Platform(p.os(), p.architecture(), p.variant(), p.osVersion(), List.of());
    }
}
