package dev.drayage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.bucket.Bucket;
import dev.drayage.bucket.Buckets;
import dev.drayage.bucket.RegistryKeys;
import dev.drayage.content.Blob;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.storage.collect.CollectItem;
import dev.drayage.storage.collect.CollectListener;
import dev.drayage.storage.collect.CollectOptions;
import dev.drayage.storage.collect.CollectOptions.Untagged;
import dev.drayage.storage.collect.CollectReport;
import dev.drayage.storage.collect.StorageCollector;
import dev.drayage.testkit.peer.CephGateway;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Collecting in a bucket of Ceph, below a prefix as Harbor has it. */
class CollectOnS3Test {
    private static final Duration GRACE = Duration.ofSeconds(1);

    @TempDir
    Path directory;

    private final CollectListener silent = new CollectListener() {
        @Override
        public void began(Step step) {}

        @Override
        public void item(CollectItem item) {}
    };

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Digest digest(byte[] bytes) {
        return Digest.compute(DigestAlgorithm.SHA256, bytes);
    }

    private static void push(Bucket bucket, String tag, String... layers) throws IOException {
        StringBuilder text = new StringBuilder("{\"schemaVersion\":2,\"layers\":[");
        for (String layer : layers) {
            Digest digest = digest(bytes(layer));
            bucket.put(RegistryKeys.blob(digest), bytes(layer));
            bucket.put(RegistryKeys.layer("app", digest), RegistryKeys.linkTo(digest));
            text.append(text.charAt(text.length() - 1) == '[' ? "" : ",").append("{\"digest\":\"" + digest + "\"}");
        }
        byte[] manifest = bytes(text + "]}");
        Digest digest = digest(manifest);
        bucket.put(RegistryKeys.blob(digest), manifest);
        bucket.put(RegistryKeys.revision("app", digest), RegistryKeys.linkTo(digest));
        bucket.put(RegistryKeys.tagged("app", tag, digest), RegistryKeys.linkTo(digest));
        bucket.put(RegistryKeys.current("app", tag), RegistryKeys.linkTo(digest));
    }

    @Test
    void whatNothingRefersToGoesAndTheRestIsAsItWas() throws IOException, InterruptedException {
        CephGateway ceph = CephGateway.shared();
        String name = "s3://" + ceph.createBucket("collect") + "/harbor";
        try (Bucket bucket = Buckets.open(name, ceph.environment())) {
            ListedBucket listed = new ListedBucket(bucket);
            push(bucket, "v1", "base", "old");
            push(bucket, "v1", "base", "new");
            bucket.begin(RegistryKeys.uploads("app") + "id/data", 10).put(1, Blob.ofBytes(bytes("part")));
            int before = listed.keys(RegistryKeys.ROOT).size();
            listed.awaitClock(listed.newest().plus(GRACE));
            CollectOptions options = CollectOptions.defaults()
                    .withUntagged(Untagged.REMOVE)
                    .withGrace(GRACE)
                    .withQuarantine(Duration.ZERO)
                    .withSettle(Duration.ZERO)
                    .withUploadAge(Duration.ZERO)
                    .withDirectory(directory);
            CollectReport survey = StorageCollector.survey(bucket, options, silent);
            assertThat(listed.keys(RegistryKeys.ROOT)).hasSize(before);
            CollectReport report = StorageCollector.collect(bucket, options, null, silent);
            assertThat(report.blobs()).isEqualTo(1).isEqualTo(survey.blobs());
            assertThat(report.manifests()).isEqualTo(1);
            assertThat(report.links()).isEqualTo(3);
            assertThat(report.purged()).isEqualTo(2);
            assertThat(report.uploads()).isEqualTo(1);
            assertThat(listed.keys("")).hasSize(before - 5).allMatch(key -> key.startsWith(RegistryKeys.ROOT));
            assertThat(bucket.find(RegistryKeys.blob(digest(bytes("new"))))).isPresent();
            assertThat(bucket.openUploads("")).isEmpty();
        }
    }
}
