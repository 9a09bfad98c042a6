package dev.drayage.cli;

import dev.drayage.diff.DiffListener;
import dev.drayage.diff.FileDifference;
import dev.drayage.diff.FileState;
import dev.drayage.diff.LayerDifference;
import dev.drayage.json.GoJsonWriter;
import dev.drayage.oci.Descriptor;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Differences for programs: each a document of its own, however many there are. */
final class DiffDocuments implements DiffListener {
    private final OutputOptions output;
    private final boolean byLayer;
    private String image = "";
    private @Nullable String manifest;
    private int layer;

    /** @param byLayer whether files are those of the layer that came last */
    DiffDocuments(OutputOptions output, boolean byLayer) {
        this.output = output;
        this.byLayer = byLayer;
    }

    @Override
    public void comparing(String name, Descriptor before, Descriptor after) {
        image = name;
        manifest = null;
        layer = 0;
        output.document(json -> {
            json.name("event").value("image").name("name").value(name);
            json.name("change").value("changed");
            descriptors(json, before, after);
        });
    }

    @Override
    public void image(String name, @Nullable Descriptor before, @Nullable Descriptor after) {
        output.document(json -> {
            json.name("event").value("image").name("name").value(name);
            json.name("change").value(change(before, after));
            descriptors(json, before, after);
        });
    }

    @Override
    public void manifest(String name, @Nullable Descriptor before, @Nullable Descriptor after) {
        manifest = name;
        layer = 0;
        output.document(json -> {
            json.name("event").value("manifest").name("image").value(image);
            json.name("name").value(name);
            json.name("change").value(change(before, after));
            descriptors(json, before, after);
        });
    }

    @Override
    public void field(String document, String path, @Nullable String before, @Nullable String after) {
        output.document(json -> {
            begin(json, "field");
            json.name("document").value(document).name("path").value(path);
            json.name("change").value(change(before, after));
            if (before != null) {
                json.name("before").json(before);
            }
            if (after != null) {
                json.name("after").json(after);
            }
        });
    }

    @Override
    public void layer(LayerDifference difference) {
        layer = difference.number();
        output.document(json -> {
            begin(json, "layer");
            json.name("number").value(difference.number());
            json.name("change").value(lower(difference.kind()));
            descriptors(json, difference.before(), difference.after());
        });
    }

    @Override
    public void file(FileDifference difference) {
        output.document(json -> {
            begin(json, "file");
            if (byLayer) {
                json.name("layer").value(layer);
            }
            json.name("path").value(difference.path());
            json.name("change").value(change(difference.before(), difference.after()));
            if (!difference.aspects().isEmpty()) {
                json.name("differs").beginArray();
                new TreeSet<>(difference.aspects()).forEach(aspect -> json.value(lower(aspect)));
                json.endArray();
            }
            state(json, "before", difference.before());
            state(json, "after", difference.after());
        });
    }

    private void begin(GoJsonWriter json, String event) {
        json.name("event").value(event).name("image").value(image);
        if (manifest != null) {
            json.name("manifest").value(manifest);
        }
    }

    private static String change(@Nullable Object before, @Nullable Object after) {
        return before == null ? "added" : after == null ? "removed" : "changed";
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static void descriptors(GoJsonWriter json, @Nullable Descriptor before, @Nullable Descriptor after) {
        descriptor(json, "before", before);
        descriptor(json, "after", after);
    }

    private static void descriptor(GoJsonWriter json, String name, @Nullable Descriptor descriptor) {
        if (descriptor != null) {
            json.name(name).beginObject();
            ImageFields.descriptor(json, descriptor);
            json.endObject();
        }
    }

    private static void state(GoJsonWriter json, String name, @Nullable FileState state) {
        if (state == null) {
            return;
        }
        json.name(name).beginObject();
        json.name("kind").value(lower(state.kind()));
        json.name("mode").value(DiffLines.mode(state));
        json.name("uid").value(state.uid()).name("gid").value(state.gid());
        json.name("size").value(state.size());
        if (state.content() != null) {
            json.name("content").value(state.content().toString());
        }
        if (!state.linkTarget().isEmpty()) {
            json.name("target").value(state.linkTarget());
        }
        if (state.deviceMajor() != 0 || state.deviceMinor() != 0) {
            json.name("device").value(state.deviceMajor() + "," + state.deviceMinor());
        }
        json.name("time").value(DiffLines.time(state));
        if (!state.xattrs().isEmpty()) {
            json.name("xattrs").beginObject();
            state.xattrs().forEach((key, value) -> json.name(key)
                    .value(HexFormat.of().formatHex(value.getBytes(StandardCharsets.ISO_8859_1))));
            json.endObject();
        }
        json.endObject();
    }

    @Override
    public void note(String text) {
        output.warning(text);
    }
}
