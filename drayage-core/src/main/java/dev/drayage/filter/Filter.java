package dev.drayage.filter;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Chooses among things by their fields, in containerd's syntax. A filter is one or more conditions with commas between
 * them, all of which must hold: {@code path} (the field is there), {@code path==value}, {@code path!=value} (also of a
 * field that is not there) or {@code path~=expression} (a regular expression of Java's that is found in the value). A
 * path is fields with dots between them; fields and values with other characters are quoted, as in
 * {@code labels."a.b/c"=="d, e"}; an expression may also stand between {@code /} or {@code |}.
 */
public final class Filter {

    /** What has fields. */
    @FunctionalInterface
    public interface Fields {
        /** The value of a field; empty if there is no such field. */
        Optional<String> field(List<String> path);
    }

    /** One condition. */
    @FunctionalInterface
    interface Condition {
        boolean holds(Fields fields);
    }

    private final List<List<Condition>> alternatives;

    private Filter(List<List<Condition>> alternatives) {
        this.alternatives = alternatives;
    }

    /**
     * Accepts what any of these filters accepts; everything if there is none.
     *
     * @throws IllegalArgumentException if one is against the syntax; the message says where
     */
    public static Filter anyOf(List<String> filters) {
        return new Filter(
                filters.stream().map(text -> new FilterParser(text).parse()).toList());
    }

    /** Whether it accepts something with these fields. */
    public boolean accepts(Fields fields) {
        return alternatives.isEmpty()
                || alternatives.stream().anyMatch(all -> all.stream().allMatch(condition -> condition.holds(fields)));
    }

    static Condition present(List<String> path) {
        return fields -> fields.field(path).isPresent();
    }

    static Condition equal(List<String> path, String value) {
        return fields -> fields.field(path).filter(value::equals).isPresent();
    }

    static Condition different(List<String> path, String value) {
        return fields -> fields.field(path).filter(value::equals).isEmpty();
    }

    static Condition matching(List<String> path, Pattern expression) {
        return fields -> expression.matcher(fields.field(path).orElse("")).find();
    }
}
