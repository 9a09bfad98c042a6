package dev.drayage.containerd.bolt;

import dev.drayage.content.Blob;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** All that is in a database, as lines of path and size. */
final class Dump implements BoltBucket.Visitor {
    private final String path;
    private final List<String> lines;

    private Dump(String path, List<String> lines) {
        this.path = path;
        this.lines = lines;
    }

    static List<String> of(byte[] file) throws IOException {
        List<String> lines = new ArrayList<>();
        try (BoltDatabase database = BoltDatabase.open(Blob.ofBytes(file), "test.db")) {
            database.root().forEach(new Dump("", lines));
        }
        return lines;
    }

    @Override
    public void value(String key, byte[] value) {
        lines.add(path + key + " = " + value.length);
    }

    @Override
    public void bucket(String key, BoltBucket bucket) throws IOException {
        bucket.forEach(new Dump(path + key + "/", lines));
    }
}
