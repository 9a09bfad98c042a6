package dev.drayage.delta.packing;

import dev.drayage.compress.deflate.DeflateEncoder;
import dev.drayage.compress.deflate.DeflateLevel;
import dev.drayage.delta.deflate.ChunkStream;
import dev.drayage.delta.deflate.GoDeflate;
import dev.drayage.delta.deflate.GoFastDeflate;
import dev.drayage.delta.deflate.KlauspostVersion;
import dev.drayage.delta.deflate.PgzipDeflate;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * One way to deflate.
 *
 * @param id names it for good, in recipes
 * @param description says which programs pack so
 * @param encoder makes a stream whose end is written when it is closed; what it writes to stays open
 */
record PackingMethod(String id, String description, Encoder encoder) {
    /** Starts an encoder. */
    interface Encoder {
        OutputStream on(OutputStream out);
    }

    /** None. */
    static final PackingMethod NONE = new PackingMethod("none", "a plain tar", Plain::new);

    /** What a correction leads to; the correction has it all. */
    static final PackingMethod CORRECTED = new PackingMethod("corrected", "a correction", out -> {
        throw new IllegalStateException("a correction packs, and not a method");
    });

    /** All there are, the most frequent first: where several give the same bytes the first counts. */
    static final List<PackingMethod> ALL = all();

    private static List<PackingMethod> all() {
        List<PackingMethod> methods = new ArrayList<>();
        methods.add(go(6));
        methods.add(go(1));
        methods.add(zlib(6));
        methods.add(zlib(9));
        for (KlauspostVersion version : KlauspostVersion.values()) {
            String name = version.name().substring(1).replace('_', '.');
            methods.add(new PackingMethod(
                    "pgzip-" + name,
                    "pgzip with klauspost/compress " + name + " or newer",
                    out -> new PgzipDeflate(out, version)));
        }
        methods.add(gzip(6));
        methods.add(gzip(9));
        methods.add(
                new PackingMethod("jzlib-6", "JZlib 1.1.3 and Drayage", out -> new Deflating(out, DeflateLevel.JZLIB)));
        for (int level = 1; level <= 9; level++) {
            if (level != 6 && level != 9) {
                methods.add(zlib(level));
                methods.add(gzip(level));
            }
            if (level != 6 && level != 1) {
                methods.add(go(level));
            }
        }
        return List.copyOf(methods);
    }

    private static PackingMethod go(int level) {
        String description = "Go's compress/gzip, level " + (level == 6 ? "-1 or 6" : level);
        return new PackingMethod(
                "go-" + level, description, out -> level == 1 ? new GoFastDeflate(out) : new GoDeflate(out, level));
    }

    private static PackingMethod zlib(int level) {
        return new PackingMethod(
                "zlib-" + level,
                "zlib 1.2 or newer, level " + level,
                out -> new Deflating(out, DeflateLevel.zlib(level)));
    }

    private static PackingMethod gzip(int level) {
        return new PackingMethod(
                "gzip-" + level, "GNU gzip -" + level, out -> new Deflating(out, DeflateLevel.gzip(level)));
    }

    /** Bytes as they are. */
    private static final class Plain extends ChunkStream {
        private final OutputStream out;

        Plain(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(byte[] bytes, int offset, int count) throws IOException {
            out.write(bytes, offset, count);
        }

        @Override
        public void close() {
            // There is no end to be written.
        }
    }

    /** zlib's relatives, as a stream. */
    private static final class Deflating extends ChunkStream {
        private final DeflateEncoder encoder;

        Deflating(OutputStream out, DeflateLevel level) {
            this.encoder = new DeflateEncoder(out, level);
        }

        @Override
        public void write(byte[] bytes, int offset, int count) throws IOException {
            encoder.write(bytes, offset, count);
        }

        @Override
        public void close() throws IOException {
            encoder.finish();
        }
    }
}
