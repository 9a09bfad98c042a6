package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.bucket.Bucket;
import dev.drayage.bucket.Buckets;
import dev.drayage.testkit.peer.CephGateway;
import dev.drayage.testkit.peer.Certificates;
import dev.drayage.testkit.peer.Peers;
import dev.drayage.testkit.peer.PostgresServer;
import dev.drayage.testkit.peer.Program;
import dev.drayage.testkit.peer.ProgramResult;
import dev.drayage.testkit.peer.RegistryProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Debian's docker-registry, skopeo, PostgreSQL and dray over buckets of one S3 service, Ceph's. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RegistryOnS3Test {
    @TempDir
    private static Path shared;

    private static CephGateway ceph;
    private static Program skopeo;
    private static SampleImage sample;
    private static String bucket;

    @TempDir
    private Path directory;

    /** What skopeo pushed to the registry: app:v1, of two platforms, app:v2, one of them, and other/app:v1. */
    @BeforeAll
    static void fill() throws IOException {
        skopeo = Peers.require("skopeo");
        Peers.require("docker-registry");
        ceph = CephGateway.shared();
        bucket = ceph.createBucket("registry");
        sample = new SampleImage();
        sample.layout(shared.resolve("layout"));
        try (RegistryProcess registry = registry()) {
            push(registry.authority() + "/app:v1", "--all");
            push(registry.authority() + "/other/app:v1", "--all");
            push(registry.authority() + "/app:v2", "--override-arch=amd64");
        }
    }

    private static RegistryProcess registry() throws IOException {
        return RegistryProcess.startOnS3(shared, ceph.environment(), bucket);
    }

    private static void push(String name, String option) {
        skopeo.run(
                        "copy",
                        option,
                        "--preserve-digests",
                        "--dest-tls-verify=false",
                        "oci:" + shared.resolve("layout") + ":v1",
                        "docker://" + name)
                .requireSuccess();
    }

    private static String place() {
        return "registry-storage:s3://" + bucket;
    }

    private static ProgramResult run(Object... words) {
        return DrayProcess.program(ceph.environment(), List.of())
                .run(List.of(words).stream().map(Object::toString).toArray(String[]::new));
    }

    @Test
    @Order(1)
    void aBucketOfTheRegistryIsReadProvenAndExportedAsTheRegistryServesIt() throws IOException {
        assertThat(run("verify", place()).requireSuccess().out())
                .contains(": ok, ")
                .doesNotContain("note:");
        Path ours = directory.resolve("ours.tar");
        run("export", place() + ":app:v1", "-o", ours, "--all-platforms", "--name", "app:v1")
                .requireSuccess();
        Path served = directory.resolve("served.tar");
        try (RegistryProcess registry = registry()) {
            dray(
                            "export",
                            "docker://" + registry.authority() + "/app:v1",
                            "-o",
                            served,
                            "--all-platforms",
                            "--name",
                            "app:v1")
                    .requireSuccess();
        }
        assertThat(Files.mismatch(ours, served)).isEqualTo(-1);
    }

    @Test
    @Order(2)
    void aStoreTakesTheBucketOverAndHasItsImages() throws IOException {
        try (PostgresServer postgres = PostgresServer.start()) {
            String root = postgres.url() + "?schema=" + PostgresServer.freshSchema();
            String copied = ceph.createBucket("adopted");
            // What is taken over is the store's from then on, and the registry goes on with the first.
            run("copy", place(), "registry-storage:s3://" + copied, "--all-platforms")
                    .requireSuccess();
            run("store", "adopt", "--root", root, "registry-storage:s3://" + copied)
                    .requireSuccess();
            assertThat(run("ls", "--root", root).requireSuccess().out())
                    .contains("docker.io/library/app:v1", "docker.io/library/app:v2", "docker.io/other/app:v1");
            assertThat(run("gc", "--root", root).requireSuccess().err()).contains("freed 0 bytes");
            run("verify", "--root", root, "app:v1").requireSuccess();
            assertThat(run("gc", "registry-storage:s3://" + copied).err()).contains("has the blobs of a store");
        }
    }

    @Test
    @Order(3)
    void aStoreOfPostgresAndABucketIsPushedToPulledFromAndCollected() throws IOException {
        try (PostgresServer postgres = PostgresServer.start()) {
            String root = postgres.url() + "?schema=" + PostgresServer.freshSchema();
            String blobs = "s3://" + ceph.createBucket("store") + "/prod";
            run("store", "init", "--root", root + "&blobs=" + blobs).requireSuccess();
            try (ServeRegistryProcess serving =
                    ServeRegistryProcess.startWith(ceph.environment(), "--writable", "--root", root)) {
                push(serving.address() + "/app:v1", "--all");
                push(serving.address() + "/app:v2", "--override-arch=amd64");
                skopeo.run(
                                "copy",
                                "--all",
                                "--src-tls-verify=false",
                                "docker://" + serving.address() + "/app:v1",
                                "oci:" + directory.resolve("pulled") + ":v1")
                        .requireSuccess();
            }
            dray("verify", "oci:" + directory.resolve("pulled") + ":v1").requireSuccess();
            assertThat(run("store", "check", "--root", root).requireSuccess().err())
                    .contains("0 of them are missing");
            run("rm", "--root", root, "docker.io/app:v1").requireSuccess();
            run("gc", "--root", root).requireSuccess();
            run("verify", "--root", root, "docker.io/app:v2").requireSuccess();
        }
    }

    @Test
    @Order(4)
    void aServiceIsBelievedWhenItsOwnAuthorityIsNamedAndNotOtherwise() throws IOException {
        Certificates.Pair authority = Certificates.authority(directory, "authority");
        Certificates.Pair pair = Certificates.signed(directory, "service", authority, "subjectAltName=IP:127.0.0.1");
        int port = URI.create(ceph.endpoint()).getPort();
        try (TlsRelay relay = TlsRelay.to(port, pair, directory)) {
            Map<String, String> environment = new HashMap<>(CephGateway.environment(relay.url()));
            ProgramResult doubted = DrayProcess.program(environment, List.of()).run("tags", place() + ":app");
            assertThat(doubted.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(doubted.err()).contains("certificate").hasLineCount(1);
            environment.put("AWS_CA_BUNDLE", authority.certificate().toString());
            Program trusting = DrayProcess.program(environment, List.of());
            assertThat(trusting.run("tags", place() + ":app").requireSuccess().out())
                    .isEqualTo("v1\nv2\n");
            trusting.run("copy", "oci:" + shared.resolve("layout") + ":v1", place() + ":over/tls:v1", "--all-platforms")
                    .requireSuccess();
            trusting.run("verify", place() + ":over/tls:v1").requireSuccess();
        }
    }

    @Test
    @Order(5)
    void whatNothingNamesIsCollectedWhileTheRegistryServesTheRest() throws IOException, InterruptedException {
        try (RegistryProcess registry = registry()) {
            String host = "docker://" + registry.authority();
            dray(
                            "delete",
                            host + "/other/app@"
                                    + dray("digest", host + "/other/app:v1")
                                            .out()
                                            .strip())
                    .requireSuccess();
            try (Bucket objects = Buckets.open("s3://" + bucket, ceph.environment())) {
                ListedBucket listed = new ListedBucket(objects);
                listed.awaitClock(listed.newest().plusSeconds(1));
            }
            ProgramResult collected =
                    run("gc", place(), "--untagged", "remove", "--grace", "1s", "--settle", "0s", "--quarantine", "0s");
            assertThat(collected.requireSuccess().err()).contains("freed ");
            dray("verify", host + "/app:v1").requireSuccess();
            dray("verify", host + "/app:v2").requireSuccess();
            assertThat(run("verify", place()).requireSuccess().out()).contains(": ok, ");
        }
    }
}
