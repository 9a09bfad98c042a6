package dev.drayage.s3;

import dev.drayage.bucket.Bucket;
import dev.drayage.content.Blob;
import dev.drayage.s3.access.AccessKeys;
import dev.drayage.s3.access.ProxyVariables;
import dev.drayage.s3.client.S3Client;
import dev.drayage.s3.client.S3Connections;
import dev.drayage.s3.client.S3Endpoint;
import dev.drayage.s3.client.S3Request;
import dev.drayage.task.Sleeper;
import dev.drayage.testkit.bucket.BucketContract;
import dev.drayage.testkit.peer.CephGateway;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** The contract, at another implementation of S3's protocol: S3Proxy, over files in memory. */
class S3ProxyBucketTest extends BucketContract {
    private static @Nullable S3Proxy service;

    private @Nullable Bucket open;

    @BeforeAll
    static void startService() throws Exception {
        service = S3Proxy.builder()
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V4, CephGateway.ACCESS_KEY, CephGateway.SECRET_KEY)
                .blobStore(new TransientNio2BlobStore())
                .build();
        service.start();
    }

    @AfterAll
    static void stopService() throws Exception {
        Objects.requireNonNull(service).stop();
    }

    @BeforeEach
    void openBucket() throws Exception {
        String endpoint = "http://127.0.0.1:" + Objects.requireNonNull(service).getPort();
        String name = "contract-" + UUID.randomUUID();
        try (S3Client client = new S3Client(
                new S3Endpoint(URI.create(endpoint), name, true, "us-east-1"),
                () -> Optional.of(AccessKeys.of(CephGateway.ACCESS_KEY, CephGateway.SECRET_KEY)),
                CephBucketTest.LIMITS,
                new S3Connections(CephBucketTest.LIMITS, SSLContext.getDefault(), new ProxyVariables(Map.of())),
                Sleeper.ofSystem())) {
            client.sendAll(S3Request.ofBucket("PUT").body(Blob.ofBytes(new byte[0])));
        }
        open = S3Opening.open(
                new BucketAddress(name, "some/prefix/"),
                CephGateway.environment(endpoint),
                CephBucketTest.LIMITS,
                Sleeper.ofSystem());
    }

    @AfterEach
    void closeBucket() throws IOException {
        Objects.requireNonNull(open).close();
    }

    @Override
    protected Bucket bucket() {
        return Objects.requireNonNull(open);
    }

    /** It orders keys as Java orders strings; those of registries have ASCII alone. */
    @Override
    protected boolean ordersAllLetters() {
        return false;
    }

    @Override
    protected int moreThanAPage() {
        return 33;
    }
}
