package dev.drayage.sync;

import dev.drayage.list.WantedImage;
import dev.drayage.oci.Reference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What images are called where they go to, by rules on what their names begin with.
 *
 * @param rules of those that fit a name, the one with the longest beginning counts
 * @param scoped whether a registry's name stays part of a path that no rule is about
 */
public record NameMap(List<Rule> rules, boolean scoped) {
    /**
     * One rule: whole parts of a name, registry and path, give way to others.
     *
     * @param from what names begin with, such as {@code docker.io/library}
     * @param to what they begin with instead; may be empty
     */
    public record Rule(String from, String to) {
        private boolean fits(Reference name) {
            String whole = name.domain() + "/" + name.path();
            return whole.equals(from) || whole.startsWith(from + "/");
        }
    }

    /** Checks that no beginning has two rules. */
    public NameMap {
        rules = List.copyOf(rules);
        Set<String> seen = new HashSet<>();
        for (Rule rule : rules) {
            if (!seen.add(rule.from())) {
                throw new IllegalArgumentException("two rules are about " + rule.from() + "; leave one of them out");
            }
        }
    }

    /**
     * Reads rules as users write them: {@code FROM=TO}, both without tag or digest.
     *
     * @throws IllegalArgumentException if one cannot be meant
     */
    public static NameMap parse(List<String> texts, boolean scoped) {
        List<Rule> rules = new ArrayList<>();
        for (String text : texts) {
            int equals = text.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException(
                        "'" + text + "' is no rule for names; write FROM=TO, as in docker.io/library=base");
            }
            String from = withoutSlash(text.substring(0, equals));
            String to = withoutSlash(text.substring(equals + 1));
            requireBeginning(text, from);
            requireRegistry(text, from);
            if (!to.isEmpty()) {
                requireBeginning(text, to);
            }
            rules.add(new Rule(from, to));
        }
        return new NameMap(rules, scoped);
    }

    private static String withoutSlash(String text) {
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    private static void requireBeginning(String rule, String text) {
        // A registry alone is no name, and a path may begin as one: either becomes a name with something before or
        // behind.
        try {
            if (Reference.parse("registry.example/" + text.replace(':', '_') + "/any")
                    .isNameOnly()) {
                return;
            }
        } catch (IllegalArgumentException e) {
            // Told below.
        }
        throw new IllegalArgumentException("'" + rule + "' is no rule for names: " + text
                + " is not what names of repositories begin with; it has a registry, a path or both, no tag");
    }

    /** Names are compared in full: what has no registry, or another word for one, would fit none of them. */
    private static void requireRegistry(String rule, String from) {
        String domain = from.split("/", 2)[0];
        boolean isRegistry = domain.equals("localhost")
                || domain.indexOf('.') >= 0
                || domain.indexOf(':') >= 0
                || !domain.equals(domain.toLowerCase(Locale.ROOT));
        if (!isRegistry) {
            throw new IllegalArgumentException("'" + rule + "' is no rule for names: " + from
                    + " has no registry, as in docker.io/library/alpine; write it in full");
        }
    }

    /**
     * Requires each rule to fit a name: one that does not is likely misspelt, and what it was meant for would go elsewhere.
     *
     * @throws IllegalArgumentException if one fits none
     */
    public void requireUse(List<WantedImage> wanted) {
        for (Rule rule : rules) {
            if (wanted.stream().noneMatch(image -> rule.fits(image.reference()))) {
                throw new IllegalArgumentException("the rule " + rule.from() + "=" + rule.to()
                        + " fits no name of the list; mend it, or leave it out");
            }
        }
    }

    /** What a rule makes of the name of a repository, registry included; empty if there is none for it. */
    private Optional<String> mapped(Reference name) {
        String whole = name.domain() + "/" + name.path();
        Rule best = null;
        for (Rule rule : rules) {
            if (rule.fits(name)
                    && (best == null || rule.from().length() > best.from().length())) {
                best = rule;
            }
        }
        if (best == null) {
            return Optional.empty();
        }
        String rest = whole.substring(best.from().length());
        String mapped = best.to().isEmpty() ? rest.replaceFirst("^/", "") : best.to() + rest;
        if (mapped.isEmpty()) {
            throw new IllegalArgumentException(
                    "the rule " + best.from() + "= leaves nothing of the name " + whole + "; give it another");
        }
        return Optional.of(mapped);
    }

    /**
     * The repository below a registry's prefix: the path that it has where it comes from; where names are scoped, with
     * that registry before it.
     */
    String path(Reference name) {
        return mapped(name).orElseGet(() -> scoped ? scope(name.domain()) + "/" + name.path() : name.path());
    }

    /** A path has no colons, nor upper case. */
    private static String scope(String domain) {
        return domain.toLowerCase(Locale.ROOT).replace(':', '_').replaceAll("[\\[\\]]", "");
    }

    /** The name where whole names are kept: another only if a rule says so. */
    Reference whole(Reference name) {
        return mapped(name)
                .map(repository -> {
                    Reference other = Reference.parse(repository);
                    return new Reference(other.domain(), other.path(), name.tag(), name.digest());
                })
                .orElse(name);
    }
}
