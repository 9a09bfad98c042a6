package dev.drayage;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A list of images, and how they are brought to a place. Immutable; each {@code with} gives another one.
 *
 * <pre>{@code
 * ListReport report = new Drayage().sync(
 *         ListSync.of(Path.of("images.txt"), "docker://registry.internal/mirror").withLock(Path.of("images.lock")));
 * }</pre>
 */
public final class ListSync {
    /** Which names at the place are taken away. */
    public enum Deletion {
        /** None. */
        NONE,
        /** Those that the lock has and the list has not, if they still are what the lock says. */
        LOST,
        /** All that the list has not. */
        OTHERS
    }

    private final Path list;
    private final String to;
    private List<String> rules = List.of();
    private List<String> fillers = List.of();
    private @Nullable Path lock;
    private boolean isRenewed;
    private boolean isScoped;
    private boolean hasReferrers;
    private int concurrency = 8;
    private Deletion deletion = Deletion.NONE;

    private ListSync(Path list, String to) {
        this.list = list;
        this.to = to;
    }

    private ListSync copy() {
        ListSync copy = new ListSync(list, to);
        copy.rules = rules;
        copy.fillers = fillers;
        copy.lock = lock;
        copy.isRenewed = isRenewed;
        copy.isScoped = isScoped;
        copy.hasReferrers = hasReferrers;
        copy.concurrency = concurrency;
        copy.deletion = deletion;
        return copy;
    }

    /**
     * All images of a list, as they are, under their own names.
     *
     * @param list a file in any of the forms that {@code dray sync} reads
     * @param to the place as a whole, such as {@code docker://HOST/PREFIX}, {@code oci:DIR} or {@code store}
     */
    public static ListSync of(Path list, String to) {
        return new ListSync(list, to);
    }

    /** With a file that says what each name is: it is written where it is not there, and else taken at its word. */
    public ListSync withLock(Path file) {
        ListSync changed = copy();
        changed.lock = file;
        return changed;
    }

    /** With the lock written anew. */
    public ListSync withLockRenewed() {
        ListSync changed = copy();
        changed.isRenewed = true;
        return changed;
    }

    /** With names taken away. */
    public ListSync withDeletion(Deletion other) {
        ListSync changed = copy();
        changed.deletion = other;
        return changed;
    }

    /** With one more rule for names, {@code FROM=TO}: those that begin with {@code FROM}, registry included, have another beginning. */
    public ListSync withMapped(String rule) {
        ListSync changed = copy();
        changed.rules = with(rules, rule);
        return changed;
    }

    /** With the registry's name kept in paths. */
    public ListSync withScopedNames() {
        ListSync changed = copy();
        changed.isScoped = true;
        return changed;
    }

    /** With what refers to the images, such as signatures. */
    public ListSync withReferrers() {
        ListSync changed = copy();
        changed.hasReferrers = true;
        return changed;
    }

    /** With another number of images sent at once, 1 or more; 8 unless it is given. */
    public ListSync withConcurrency(int images) {
        ListSync changed = copy();
        changed.concurrency = images;
        return changed;
    }

    /** With one more place that what a registry lacks, or holds corrupt, comes from. */
    public ListSync withFiller(String place) {
        ListSync changed = copy();
        changed.fillers = with(fillers, place);
        return changed;
    }

    private static List<String> with(List<String> some, String more) {
        List<String> all = new ArrayList<>(some);
        all.add(more);
        return List.copyOf(all);
    }

    Path list() {
        return list;
    }

    String to() {
        return to;
    }

    List<String> rules() {
        return rules;
    }

    List<String> fillers() {
        return fillers;
    }

    Optional<Path> lock() {
        return Optional.ofNullable(lock);
    }

    boolean isRenewed() {
        return isRenewed;
    }

    boolean isScoped() {
        return isScoped;
    }

    boolean hasReferrers() {
        return hasReferrers;
    }

    int concurrency() {
        return concurrency;
    }

    Deletion deletion() {
        return deletion;
    }
}
