package dev.drayage.delta.tardiff;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentNotFoundException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes and applies diffs in memory. */
final class Diffs {
    private Diffs() {}

    static byte[] diff(Map<String, byte[]> old, byte[] tar) throws IOException {
        List<OldFile> files = new ArrayList<>();
        old.forEach((path, bytes) -> files.add(new OldFile(path, Blob.ofBytes(bytes))));
        ByteArrayOutputStream diff = new ByteArrayOutputStream();
        new TarDiffer(files).write(Blob.ofBytes(tar), diff);
        return diff.toByteArray();
    }

    static byte[] apply(byte[] diff, Map<String, byte[]> old) throws IOException {
        return apply(diff, old, Integer.MAX_VALUE);
    }

    static byte[] apply(byte[] diff, Map<String, byte[]> old, long maxSize) throws IOException {
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        TarDiff.apply(Blob.ofBytes(diff), files(old), maxSize, tar);
        return tar.toByteArray();
    }

    static OldFiles files(Map<String, byte[]> old) {
        return path -> {
            byte[] bytes = old.get(path);
            if (bytes == null) {
                throw ContentNotFoundException.of(path + " is not there", null);
            }
            return Blob.ofBytes(bytes);
        };
    }
}
