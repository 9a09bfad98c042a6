package dev.drayage.storage.collect;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which of some tags stay: each that any of the parts keeps. Immutable.
 *
 * @param repositories which repositories it is about: a pattern
 * @param tags which of their tags: a pattern
 * @param newest how many stay in each repository; 0 for none by this
 * @param order which are the newest
 * @param youngerThan that those stay which were set within this time; null for none by this
 * @param pulledWithin that those stay which were pulled within this time; null for none by this
 */
public record TagRule(
        TagPattern repositories,
        TagPattern tags,
        int newest,
        Order order,
        @Nullable Duration youngerThan,
        @Nullable Duration pulledWithin) {

    /** Which of some tags are the newest. */
    public enum Order {
        /** Those that were set last. */
        TIME,
        /** Those of the highest version, as Semantic Versioning has it; what is no version comes behind all that are. */
        VERSION
    }

    boolean isAbout(String repository, String tag) {
        return repositories.matches(repository) && tags.matches(tag);
    }

    /** Those that stay of those that it is about. */
    Set<String> kept(List<TagRecord> about, Pulls pulls, Instant now) {
        Comparator<TagRecord> byTime = Comparator.comparingLong(TagRecord::modified);
        Comparator<TagRecord> byVersion =
                Comparator.comparing((TagRecord tag) -> TagVersion.of(tag.tag()), TagVersion.ORDER);
        Comparator<TagRecord> oldestFirst =
                (order == Order.TIME ? byTime : byVersion.thenComparing(byTime)).thenComparing(TagRecord::tag);
        Set<String> kept = new HashSet<>();
        about.stream().sorted(oldestFirst.reversed()).limit(newest).forEach(tag -> kept.add(tag.tag()));
        for (TagRecord tag : about) {
            boolean isYoung = youngerThan != null
                    && tag.modified() >= now.minus(youngerThan).toEpochMilli();
            boolean isPulled = pulledWithin != null
                    && pulls.last(tag)
                            .filter(last -> !last.isBefore(now.minus(pulledWithin)))
                            .isPresent();
            if (isYoung || isPulled) {
                kept.add(tag.tag());
            }
        }
        return kept;
    }
}
