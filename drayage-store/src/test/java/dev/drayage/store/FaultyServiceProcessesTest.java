package dev.drayage.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.bucket.Bucket;
import dev.drayage.bucket.Buckets;
import dev.drayage.bucket.ObjectInfo;
import dev.drayage.testkit.http.FaultProxy;
import dev.drayage.testkit.peer.CephGateway;
import dev.drayage.testkit.peer.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many processes share a store over PostgreSQL whose blobs are in a bucket of a service that fails now and then. */
class FaultyServiceProcessesTest {
    private static final int SECONDS = 5;

    @TempDir
    private Path root;

    @TempDir
    private Path jvmDirectory;

    @Test
    void whateverDiesOrFailsTheStoreStaysSoundAndWhatWasToldIsThere() throws Exception {
        CephGateway ceph = CephGateway.shared();
        String name = "s3://" + ceph.createBucket("processes") + "/shared";
        try (PostgresServer server = PostgresServer.start();
                FaultProxy proxy = FaultProxy.before(ceph.endpoint().substring("http://".length()))) {
            WorkerJvm jvm = WorkerJvm.train(jvmDirectory, CephGateway.environment("http://" + proxy.authority()));
            Files.writeString(
                    root.resolve("store.toml"), "metadata = \"" + server.url() + "\"\nblobs = \"" + name + "\"\n");
            assertThat(jvm.start(MakingWorker.class, List.of(root.toString())).waitFor())
                    .isZero();
            RandomFaults faults = RandomFaults.at(proxy);
            ProcessRounds rounds = new ProcessRounds(
                    jvm,
                    server,
                    root,
                    ahead -> {
                        proxy.forget();
                        return open(name, ceph.environment(), ahead);
                    },
                    "large");
            rounds.run(SECONDS);
            System.out.println("blobs in a bucket: " + rounds + "; " + faults);
            assertThat(faults.all()).isPositive();
        }
        try (Bucket bucket = Buckets.open(name, ceph.environment())) {
            assertThat(bucket.list("", Bucket.Depth.ALL, null).objects())
                    .extracting(ObjectInfo::key)
                    .containsExactly("drayage/store-id");
            assertThat(bucket.openUploads("")).isEmpty();
        }
    }

    /** Opens the store by the way on which nothing fails. */
    private LocalStore open(String name, Map<String, String> environment, Duration ahead) throws IOException {
        return StoreKind.open(StoreFile.at(root), Buckets.open(name, environment), ahead);
    }
}
