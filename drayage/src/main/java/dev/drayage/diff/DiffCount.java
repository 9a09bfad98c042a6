package dev.drayage.diff;

import dev.drayage.oci.Descriptor;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Passes differences on to a listener, and counts them. */
final class DiffCount implements DiffListener {
    private final DiffListener listener;
    private long same;
    private long images;
    private long fields;
    private long layers;
    private long added;
    private long removed;
    private long changed;

    DiffCount(DiffListener listener) {
        this.listener = listener;
    }

    /** One more image that is the same by digest. */
    void same() {
        same++;
    }

    DiffReport report() {
        return new DiffReport(same, images, fields, layers, added, removed, changed);
    }

    @Override
    public void comparing(String name, Descriptor before, Descriptor after) throws IOException {
        listener.comparing(name, before, after);
    }

    @Override
    public void image(String name, @Nullable Descriptor before, @Nullable Descriptor after) throws IOException {
        images++;
        listener.image(name, before, after);
    }

    @Override
    public void manifest(String name, @Nullable Descriptor before, @Nullable Descriptor after) throws IOException {
        if (before == null || after == null) {
            images++;
        }
        listener.manifest(name, before, after);
    }

    /** A manifest that differs from another, but cannot be compared with it. */
    void uncompared(String note) throws IOException {
        images++;
        listener.note(note);
    }

    @Override
    public void field(String document, String path, @Nullable String before, @Nullable String after)
            throws IOException {
        fields++;
        listener.field(document, path, before, after);
    }

    @Override
    public void layer(LayerDifference difference) throws IOException {
        layers++;
        listener.layer(difference);
    }

    @Override
    public void file(FileDifference difference) throws IOException {
        if (difference.before() == null) {
            added++;
        } else if (difference.after() == null) {
            removed++;
        } else {
            changed++;
        }
        listener.file(difference);
    }

    @Override
    public void note(String text) throws IOException {
        listener.note(text);
    }
}
