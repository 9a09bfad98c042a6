package dev.drayage.verify;

import com.github.luben.zstd.ZstdInputStream;
import dev.drayage.content.Blob;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;

/** How a layer is packed, told from its first bytes: media types are often wrong about it. */
enum LayerCompression {
    NONE("a plain tar") {
        @Override
        InputStream unpack(InputStream stored) {
            return stored;
        }
    },
    GZIP("gzip") {
        @Override
        InputStream unpack(InputStream stored) throws IOException {
            return new GZIPInputStream(stored, BUFFER_BYTES);
        }
    },
    ZSTD("zstd") {
        @Override
        InputStream unpack(InputStream stored) throws IOException {
            return new ZstdInputStream(stored);
        }
    };

    private static final int BUFFER_BYTES = 64 << 10;
    private static final int GZIP_MAGIC = 0x1f8b;
    private static final int ZSTD_MAGIC = 0x28b52ffd;
    /** The first of sixteen magics of frames to be skipped, which zstd:chunked and pzstd write. */
    private static final int ZSTD_SKIPPABLE_MAGIC = 0x502a4d18;

    private final String words;

    LayerCompression(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }

    abstract InputStream unpack(InputStream stored) throws IOException;

    static LayerCompression of(Blob blob) throws IOException {
        ByteBuffer magic = ByteBuffer.allocate(4);
        blob.readAt(0, magic);
        if (magic.position() >= 2 && (magic.getShort(0) & 0xffff) == GZIP_MAGIC) {
            return GZIP;
        }
        int first = magic.position() == 4 ? magic.getInt(0) : 0;
        boolean skippable = (first & 0xf0ffffff) == (ZSTD_SKIPPABLE_MAGIC & 0xf0ffffff);
        return first == ZSTD_MAGIC || skippable ? ZSTD : NONE;
    }
}
