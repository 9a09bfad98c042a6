package dev.drayage.storage.collect;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Rules that say which tags stay. A tag that no rule is about stays; of those that rules are about, each stays that one of
 * them keeps. Immutable.
 *
 * @param rules in any order
 * @param pulls when tags were last pulled, as far as it is known
 */
public record Retention(List<TagRule> rules, Pulls pulls) {

    /** Makes them immutable. */
    public Retention {
        rules = List.copyOf(rules);
    }

    /** The rules that are about any of some tags, beside those of which it is known. */
    List<TagRule> about(List<TagRecord> tags, Set<TagRule> known) {
        return rules.stream()
                .filter(rule -> !known.contains(rule)
                        && tags.stream().anyMatch(tag -> rule.isAbout(tag.repository(), tag.tag())))
                .toList();
    }

    /** Those tags of a repository that go. */
    Set<String> removed(List<TagRecord> tags, Instant now) {
        Set<String> going = new TreeSet<>();
        Set<String> staying = new HashSet<>();
        for (TagRule rule : rules) {
            List<TagRecord> about = new ArrayList<>();
            for (TagRecord tag : tags) {
                if (rule.isAbout(tag.repository(), tag.tag())) {
                    about.add(tag);
                    going.add(tag.tag());
                }
            }
            staying.addAll(rule.kept(about, pulls, now));
        }
        going.removeAll(staying);
        return going;
    }
}
