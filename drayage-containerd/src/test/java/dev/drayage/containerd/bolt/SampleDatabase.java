package dev.drayage.containerd.bolt;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/**
 * The database of a containerd 1.6.20 that was ended by {@code kill -9}. In it were done, with the image of
 * {@code samples/hello}:
 *
 * <pre>
 * ctr images import hello.tar
 * ctr -n k8s.io images import --base-name registry.example/pause hello.tar
 * ctr images tag docker.io/drayage/hello:latest registry.example/hello:v1     # and v2 to v9
 * ctr images label registry.example/hello:v3 a=xxx… b=xxx… c=xxx…             # 3900 bytes each
 * ctr images rm registry.example/hello:v9
 * ctr leases create --id keep x=y
 * </pre>
 *
 * So it has free pages, nested buckets, inline ones, and a page that overflows.
 */
public final class SampleDatabase {
    private SampleDatabase() {}

    /** Its 256 KiB. */
    public static byte[] bytes() throws IOException {
        try (InputStream packed = Objects.requireNonNull(
                        SampleDatabase.class.getResourceAsStream("/dev/drayage/containerd/meta.db.gz"));
                InputStream unpacked = new GZIPInputStream(packed)) {
            return unpacked.readAllBytes();
        }
    }
}
