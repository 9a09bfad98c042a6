package dev.drayage.cli;

import dev.drayage.diff.DiffListener;
import dev.drayage.diff.FileDifference;
import dev.drayage.diff.FileState;
import dev.drayage.diff.FileState.Aspect;
import dev.drayage.diff.FileState.Kind;
import dev.drayage.diff.LayerDifference;
import dev.drayage.oci.Descriptor;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Differences as a tree for people: {@code +} is only in the second, {@code -} only in the first. */
final class DiffLines implements DiffListener {
    private static final String STEP = "  ";

    private final OutputOptions output;
    private final boolean byLayer;
    private int manifestDepth = 1;
    private @Nullable String heading;
    private List<String> directory = List.of();

    /** @param byLayer whether files are those of the layer that came last */
    DiffLines(OutputOptions output, boolean byLayer) {
        this.output = output;
        this.byLayer = byLayer;
    }

    private void line(int depth, String text) {
        output.line(STEP.repeat(depth) + text);
    }

    @Override
    public void comparing(String name, Descriptor before, Descriptor after) {
        line(0, "~ " + name + ": " + change(before, after));
        manifestDepth = 1;
        heading = null;
    }

    @Override
    public void image(String name, @Nullable Descriptor before, @Nullable Descriptor after) {
        line(0, oneSided(name, before, after));
    }

    @Override
    public void manifest(String name, @Nullable Descriptor before, @Nullable Descriptor after) {
        line(
                1,
                before != null && after != null
                        ? "~ " + name + ": " + change(before, after)
                        : oneSided(name, before, after));
        manifestDepth = 2;
        heading = null;
    }

    private static String oneSided(String name, @Nullable Descriptor before, @Nullable Descriptor after) {
        return before == null
                ? "+ " + name + ": " + Objects.requireNonNull(after).digest().shortForm()
                : "- " + name + ": " + before.digest().shortForm();
    }

    private static String change(Descriptor before, Descriptor after) {
        return before.digest().shortForm() + " → " + after.digest().shortForm();
    }

    /** Under which word the next lines stand. */
    private void under(String word) {
        if (!word.equals(heading)) {
            line(manifestDepth, word);
            heading = word;
            directory = List.of();
        }
    }

    @Override
    public void field(String document, String path, @Nullable String before, @Nullable String after) {
        under(document);
        String text = before == null ? "+ " + path + ": " + after : "- " + path + ": " + before;
        line(manifestDepth + 1, before != null && after != null ? "~ " + path + ": " + before + " → " + after : text);
    }

    @Override
    public void layer(LayerDifference difference) {
        under("layers");
        Descriptor before = difference.before();
        Descriptor after = difference.after();
        String text =
                switch (difference.kind()) {
                    case ADDED -> "+ " + difference.number() + ": " + described(Objects.requireNonNull(after));
                    case REMOVED -> "- " + difference.number() + ": " + described(Objects.requireNonNull(before));
                    default ->
                        "~ " + difference.number() + ": " + described(Objects.requireNonNull(before)) + " → "
                                + described(Objects.requireNonNull(after)) + words(difference.kind());
                };
        line(manifestDepth + 1, text);
        directory = List.of();
    }

    private static String described(Descriptor layer) {
        return layer.digest().shortForm() + " " + ByteCount.rounded(layer.size());
    }

    private static String words(LayerDifference.Kind kind) {
        return switch (kind) {
            case PACKED_DIFFERENTLY -> ", same content packed differently";
            case SAME_FILES -> ", same files in another tar";
            default -> "";
        };
    }

    @Override
    public void file(FileDifference difference) {
        List<String> parts = List.of(difference.path().split("/", -1));
        int depth = manifestDepth + (byLayer ? 2 : 1);
        if (!byLayer) {
            under("files");
        }
        List<String> within = parts.subList(0, parts.size() - 1);
        int shared = 0;
        while (shared < Math.min(within.size(), directory.size())
                && within.get(shared).equals(directory.get(shared))) {
            shared++;
        }
        for (int i = shared; i < within.size(); i++) {
            line(depth + i, STEP + within.get(i) + "/");
        }
        boolean isDirectory = isDirectory(difference.before()) && isDirectory(difference.after());
        String name = parts.get(parts.size() - 1) + (isDirectory ? "/" : "");
        line(depth + within.size(), mark(difference) + " " + name + " " + described(difference));
        directory = isDirectory && !difference.path().isEmpty() ? parts : within;
    }

    private static boolean isDirectory(@Nullable FileState state) {
        return state == null || state.kind() == Kind.DIRECTORY;
    }

    private static String mark(FileDifference difference) {
        return difference.before() == null ? "+" : difference.after() == null ? "-" : "~";
    }

    private static String described(FileDifference difference) {
        FileState before = difference.before();
        FileState after = difference.after();
        if (before == null || after == null) {
            return described(Objects.requireNonNull(before == null ? after : before));
        }
        List<String> words = new ArrayList<>();
        for (Aspect aspect : new TreeSet<>(difference.aspects())) {
            words.add(aspect(aspect, before, after));
        }
        return String.join(", ", words);
    }

    private static String described(FileState state) {
        String kind = state.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return switch (state.kind()) {
            case WHITEOUT -> kind;
            case HARD_LINK -> kind + " to " + state.linkTarget();
            case SYMBOLIC_LINK -> kind + " " + owner(state) + " to " + state.linkTarget();
            case FILE -> kind + " " + mode(state) + " " + owner(state) + " " + ByteCount.rounded(state.size());
            default -> kind + " " + mode(state) + " " + owner(state);
        };
    }

    private static String aspect(Aspect aspect, FileState before, FileState after) {
        return switch (aspect) {
            case KIND -> described(before) + " → " + described(after);
            case MODE -> "mode " + mode(before) + " → " + mode(after);
            case OWNER -> "owner " + owner(before) + " → " + owner(after);
            case SIZE -> "size " + before.size() + " → " + after.size();
            case CONTENT -> "content";
            case TARGET -> "target " + before.linkTarget() + " → " + after.linkTarget();
            case DEVICE -> "device " + device(before) + " → " + device(after);
            case XATTRS -> "xattrs " + String.join(" ", changedXattrs(before, after));
            case MTIME -> "time " + time(before) + " → " + time(after);
            case OPAQUE -> "hides lower layers in one of them";
        };
    }

    private static SortedSet<String> changedXattrs(FileState before, FileState after) {
        SortedSet<String> names = new TreeSet<>(before.xattrs().keySet());
        names.addAll(after.xattrs().keySet());
        names.removeIf(
                name -> Objects.equals(before.xattrs().get(name), after.xattrs().get(name)));
        return names;
    }

    static String mode(FileState state) {
        return String.format(Locale.ROOT, "%04o", state.mode());
    }

    private static String owner(FileState state) {
        return state.uid() + ":" + state.gid();
    }

    private static String device(FileState state) {
        return state.deviceMajor() + "," + state.deviceMinor();
    }

    /** Times outside of what can be written as a date are numbers. */
    static String time(FileState state) {
        try {
            return Instant.ofEpochSecond(state.mtimeSeconds(), state.mtimeNanos())
                    .toString();
        } catch (DateTimeException e) {
            return Long.toString(state.mtimeSeconds());
        }
    }

    @Override
    public void note(String text) {
        output.message(text);
    }
}
