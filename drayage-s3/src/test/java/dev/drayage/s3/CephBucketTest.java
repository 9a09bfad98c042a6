package dev.drayage.s3;

import dev.drayage.bucket.Bucket;
import dev.drayage.s3.client.S3Limits;
import dev.drayage.task.Sleeper;
import dev.drayage.testkit.bucket.BucketContract;
import dev.drayage.testkit.peer.CephGateway;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The contract, at a RADOS gateway. */
class CephBucketTest extends BucketContract {
    /** With few objects to a page, so that there are borders. */
    static final S3Limits LIMITS = new S3Limits(
            8,
            5,
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofMillis(10),
            Duration.ofMillis(100),
            10,
            1 << 20,
            5 << 20);

    private @Nullable Bucket open;

    @BeforeEach
    void openBucket() throws IOException {
        CephGateway gateway = CephGateway.shared();
        open = S3Opening.open(
                new BucketAddress(gateway.createBucket("contract"), "some/prefix/"),
                gateway.environment(),
                LIMITS,
                Sleeper.ofSystem());
    }

    @AfterEach
    void closeBucket() throws IOException {
        if (open != null) {
            open.close();
        }
    }

    @Override
    protected Bucket bucket() {
        return java.util.Objects.requireNonNull(open);
    }

    @Override
    protected int moreThanAPage() {
        return 33;
    }
}
